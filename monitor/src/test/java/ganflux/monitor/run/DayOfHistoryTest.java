package ganflux.monitor.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import ganflux.monitor.SimulatedRun;
import ganflux.v1.Evaluation;
import ganflux.v1.SampleBatch;
import ganflux.v1.StepReport;
import org.junit.jupiter.api.Test;

/** A day at 200 steps a second with a sample and an evaluation every two seconds: what is kept stays bounded. */
class DayOfHistoryTest {
    private static final long DAY = 86_400L * 200;
    private static final int BETWEEN_SAMPLES = 400;

    @Test
    void staysBounded() {
        RunHistory history = new RunHistory("a");
        SimulatedRun run = new SimulatedRun("a", 0);
        StepReport.Builder report = run.report(1).toBuilder();
        SampleBatch.Builder sample =
                SampleBatch.newBuilder().setRunId("a").setFixedFakes(ByteString.copyFrom(new byte[64 * 784]));
        Evaluation.Builder evaluation = run.evaluation(1).toBuilder();
        for (long step = 1; step <= DAY; step++) {
            history.report(
                    report.setStep(step)
                            .setImagesSeen(64 * step)
                            .setFinishedAtMs(5 * step)
                            .build(),
                    5 * step);
            if (step % BETWEEN_SAMPLES == 0) {
                history.sample(sample.setStep(step).build(), 1);
                history.evaluation(evaluation.setStep(step).build());
            }
        }
        RunView view = history.whole();
        assertThat(view.position().sequence()).isEqualTo(DAY);
        assertThat(view.rows()).hasSizeBetween(RunHistory.THINNED / 2, RunHistory.RECENT + RunHistory.THINNED);
        assertThat(view.evaluations()).hasSizeBetween(RunHistory.EVALUATIONS / 2, RunHistory.EVALUATIONS + 1);
        assertThat(view.diversity()).hasSizeBetween(RunHistory.THINNED / 2, RunHistory.THINNED + 1);
        assertThat(history.samples()).isEqualTo(RunHistory.SAMPLES);
        // Rows of doubles are all that grows before it is thinned.
        long doubles = (long) view.rows().size() * HistoryRow.COLUMNS.size()
                + (long) view.evaluations().size() * EvaluationRow.COLUMNS.size()
                + 2L * view.diversity().size();
        assertThat(8 * doubles).isLessThan(1 << 20);
    }
}
