package ganflux.monitor.run;

import ganflux.v1.RoundReport;
import ganflux.v1.StepReport;
import java.util.ArrayDeque;

/**
 * Speeds over the last seconds of a run, by the times its reports give. A window holds at most {@value #MAX_REPORTS}
 * reports, so a run of many short steps is measured over less time. Where steps are made in rounds, speeds are those of the newest
 * round, whose time has more in it than its steps.
 */
final class RateWindow {
    /** Long enough to steady the figure of a slow network, short enough to show a change at once. */
    private static final long WINDOW_MS = 10_000;

    private static final int MAX_REPORTS = 1024;

    private final ArrayDeque<StepReport> reports = new ArrayDeque<>();

    void add(StepReport report) {
        reports.addLast(report);
        while (reports.size() > MAX_REPORTS
                || report.getFinishedAtMs() - reports.getFirst().getFinishedAtMs() > WINDOW_MS) {
            reports.removeFirst();
        }
    }

    void clear() {
        reports.clear();
    }

    /** Steps per second; NaN before the first report. */
    double steps() {
        RoundReport round = round();
        if (round.getSteps() > 0) {
            return round.getSteps() / round.getSeconds();
        }
        double seconds = seconds();
        if (seconds > 0) {
            return (reports.getLast().getStep() - reports.getFirst().getStep()) / seconds;
        }
        return 1 / duration();
    }

    /** Real images trained per second; NaN before the first report. */
    double images() {
        RoundReport round = round();
        if (round.getSteps() > 0) {
            return round.getImages() / round.getSeconds();
        }
        double seconds = seconds();
        if (seconds > 0) {
            return (reports.getLast().getImagesSeen() - reports.getFirst().getImagesSeen()) / seconds;
        }
        return reports.isEmpty() ? Double.NaN : reports.getLast().getBatchSize() / duration();
    }

    /** The share of the window's time that the trainer waited for images, 0 to 1; NaN before the first report. */
    double waiting() {
        double wait = 0;
        double all = 0;
        for (StepReport report : reports) {
            wait += report.getWaitSeconds();
            all += report.getWaitSeconds() + report.getStepSeconds();
        }
        return all > 0 ? wait / all : Double.NaN;
    }

    private RoundReport round() {
        return reports.isEmpty()
                ? RoundReport.getDefaultInstance()
                : reports.getLast().getRound();
    }

    private double seconds() {
        return reports.isEmpty()
                ? 0
                : (reports.getLast().getFinishedAtMs() - reports.getFirst().getFinishedAtMs()) / 1000.0;
    }

    /** What the newest step says of itself: for a window that holds one report. */
    private double duration() {
        if (reports.isEmpty()) {
            return Double.NaN;
        }
        double seconds = reports.getLast().getStepSeconds() + reports.getLast().getWaitSeconds();
        return seconds > 0 ? seconds : Double.NaN;
    }
}
