package ganflux.trainer;

import ganflux.v1.StepReport;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * One line about the progress now and then:
 *
 * <pre>step 1,200  2,450 images/s  D 0.512  G 1.204  D(x) 0.68  D(G(z)) 0.31  lag 3 records</pre>
 *
 * On a terminal ({@code -Dganflux.terminal=true}, set by {@code ./ganflux}) each line replaces the one before, every second;
 * elsewhere there is a new line every ten. One thread.
 */
public final class ProgressLine implements Consumer<StepReport> {
    private final PrintStream out;
    private final boolean terminal;
    private final LongSupplier nanoTime;
    private final long intervalNanos;
    private long lastNanos;
    private long lastImages = -1;

    /** Prints to {@code out}. */
    public static ProgressLine to(PrintStream out) {
        return new ProgressLine(out, Boolean.getBoolean("ganflux.terminal"), System::nanoTime);
    }

    ProgressLine(PrintStream out, boolean terminal, LongSupplier nanoTime) {
        this.out = out;
        this.terminal = terminal;
        this.nanoTime = nanoTime;
        intervalNanos = Duration.ofSeconds(terminal ? 1 : 10).toNanos();
    }

    @Override
    public void accept(StepReport report) {
        long now = nanoTime.getAsLong();
        if (lastImages < 0) {
            remember(now, report);
            out.println(line(report, rateOf(report)));
        } else if (now - lastNanos >= intervalNanos) {
            long images = report.getImagesSeen() - lastImages;
            double rate = images < 0 // since the run went back to a checkpoint
                    ? rateOf(report)
                    : images * 1e9 / (now - lastNanos);
            remember(now, report);
            String line = line(report, rate);
            if (terminal) {
                out.print("\r\033[K" + line);
                out.flush();
            } else {
                out.println(line);
            }
        }
    }

    /** Leaves a line that the next one would replace. */
    public void end() {
        if (terminal && lastImages >= 0) {
            out.println();
        }
    }

    private static double rateOf(StepReport step) {
        return step.getBatchSize() / Math.max(1e-9, step.getStepSeconds());
    }

    private void remember(long now, StepReport report) {
        lastNanos = now;
        lastImages = report.getImagesSeen();
    }

    private static String line(StepReport report, double rate) {
        return String.format(
                Locale.ROOT,
                "step %,d  %,.0f images/s  D %.3f  G %.3f%s  lag %,d records%s",
                report.getStep(),
                rate,
                report.getDiscriminatorLoss(),
                report.getGeneratorLoss(),
                Double.isNaN(report.getRealScore())
                        ? "" // a loss without scores
                        : String.format(
                                Locale.ROOT, "  D(x) %.2f  D(G(z)) %.2f", report.getRealScore(), report.getFakeScore()),
                report.getPipeline().getLagRecords(),
                report.getPipeline().getRejectedRecords() == 0
                        ? ""
                        : "  skipped " + report.getPipeline().getRejectedRecords() + " records");
    }
}
