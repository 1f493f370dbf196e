package ganflux.trainer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ganflux.v1.StepReport;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private long nanos;

    @Test
    void tellsTheRateSinceTheLastLineAndThatOfAStepWhereTheRunWentBack() {
        ProgressLine line = new ProgressLine(new PrintStream(printed, true, UTF_8), false, () -> nanos);
        line.accept(report(1, 64));
        nanos += TimeUnit.SECONDS.toNanos(9);
        line.accept(report(50, 3200));
        nanos += TimeUnit.SECONDS.toNanos(1);
        line.accept(report(100, 6464));
        nanos += TimeUnit.SECONDS.toNanos(10);
        line.accept(report(50, 3264));
        line.end();

        assertThat(printed.toString(UTF_8).lines())
                .containsExactly(
                        "step 1  128 images/s  D 0.500  G 1.250  D(x) 0.75  D(G(z)) 0.25  lag 3 records",
                        "step 100  640 images/s  D 0.500  G 1.250  D(x) 0.75  D(G(z)) 0.25  lag 3 records",
                        "step 50  128 images/s  D 0.500  G 1.250  D(x) 0.75  D(G(z)) 0.25  lag 3 records");
    }

    private static StepReport report(long step, long imagesSeen) {
        StepReport.Builder report = StepReport.newBuilder()
                .setStep(step)
                .setImagesSeen(imagesSeen)
                .setBatchSize(64)
                .setStepSeconds(.5)
                .setDiscriminatorLoss(.5f)
                .setGeneratorLoss(1.25f)
                .setRealScore(.75f)
                .setFakeScore(.25f);
        report.getPipelineBuilder().setLagRecords(3);
        return report.build();
    }
}
