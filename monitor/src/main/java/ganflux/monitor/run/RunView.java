package ganflux.monitor.run;

import ganflux.v1.Evaluation;
import ganflux.v1.StepReport;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a run at one moment.
 *
 * @param run the run's name
 * @param latest the newest report, absent while only samples were seen
 * @param heardAtMs when the run's newest report came, by the monitor's clock, in milliseconds since 1970
 * @param sampleStep the step of the newest sample
 * @param dimensions how many values a point of the newest sample has; 0 where that is of images, or there is none
 * @param speed how fast it goes
 * @param diversityRatio the newest sample's pair distance ratio; NaN where there is none
 * @param position how far the history reaches
 * @param rows history as asked for, each as {@link HistoryRow} says. Read only
 * @param evaluation the newest evaluation
 * @param evaluations history of evaluations, each as {@link EvaluationRow} says; empty where only newer rows were asked for
 * @param diversity pairs of step and pair distance ratio, oldest first; empty where only newer rows were asked for
 */
public record RunView(
        String run,
        Optional<StepReport> latest,
        long heardAtMs,
        Optional<Long> sampleStep,
        int dimensions,
        Speed speed,
        double diversityRatio,
        Position position,
        List<double[]> rows,
        Optional<Evaluation> evaluation,
        List<double[]> evaluations,
        List<double[]> diversity) {

    /** When the newest report was sent again, as where the trainer waits or has stopped, in milliseconds since 1970; else 0. */
    public long toldAtMs() {
        return latest.map(StepReport::getToldAtMs).orElse(0L);
    }

    /**
     * Speeds over the last seconds, NaN where unknown.
     *
     * @param waiting the share of time that the trainer waited for images, 0 to 1
     */
    public record Speed(double stepsPerSecond, double imagesPerSecond, double waiting) {}

    /**
     * A place in a run's history.
     *
     * @param epoch grows whenever the run goes back to an earlier step, which rewrites its history
     * @param sequence the number of reports taken so far
     */
    public record Position(int epoch, long sequence) {}
}
