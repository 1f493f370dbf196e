package ganflux.monitor;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import ganflux.monitor.TrainingMeters.Outcome;
import ganflux.monitor.alarm.Watches;
import ganflux.monitor.diversity.PairDistance;
import ganflux.monitor.diversity.space.PointValues;
import ganflux.monitor.grid.GridHistory;
import ganflux.monitor.run.Runs;
import ganflux.stream.Topics;
import ganflux.stream.image.Floats;
import ganflux.stream.image.ImageShape;
import ganflux.v1.Evaluation;
import ganflux.v1.SampleBatch;
import ganflux.v1.StepReport;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the values of records: decodes them, measures samples, and hands both to the meters and to the runs on show. A
 * value that is not a valid message is counted, named in the log and skipped. Each topic may have a thread of its own.
 */
final class Intake {
    private static final Logger log = LoggerFactory.getLogger(Intake.class);

    /** The contract that the monitor understands. */
    private static final int VERSION = 1;

    /** Pairs grow with the square: 64 images have 2,016. What is worth more time is the judge's. */
    private static final int MAX_MEASURED = 64;

    private final Optional<String> only;
    private final TrainingMeters meters;
    private final Runs runs;
    private final Watches watches;
    private final DiversityMeters diversity;
    private final Judge judge;
    private final GridHistory grids;
    private final long measureFromMs;

    /** What learns of records. */
    record Parts(
            TrainingMeters training,
            DiversityMeters diversity,
            Runs runs,
            Watches watches,
            Judge judge,
            GridHistory grids) {}

    /** Takes only the run named, where one is; measures the samples made at {@code measureFromMs} or later. */
    Intake(Optional<String> only, Parts parts, long measureFromMs) {
        this.only = only;
        meters = parts.training;
        runs = parts.runs;
        watches = parts.watches;
        diversity = parts.diversity;
        judge = parts.judge;
        grids = parts.grids;
        this.measureFromMs = measureFromMs;
    }

    /** Takes the value of a record of {@link Topics#REPORTS}; {@code origin} names the record in the log. */
    void report(byte[] value, String origin) {
        try {
            StepReport report = StepReport.parseFrom(value);
            require(report.getVersion() == VERSION, "version " + report.getVersion());
            require(!report.getRunId().isEmpty(), "no run_id");
            require(report.getStep() > 0, "step " + report.getStep());
            if (isForeign(report.getRunId())) {
                meters.record(Topics.REPORTS, Outcome.IGNORED);
                return;
            }
            meters.report(report);
            runs.report(report);
            watches.report(report);
            meters.record(Topics.REPORTS, Outcome.APPLIED);
        } catch (InvalidProtocolBufferException e) {
            reject(Topics.REPORTS, origin, e);
        }
    }

    /**
     * Takes the value of a record of {@link Topics#SAMPLES}; as {@link #report}.
     *
     * @return what was measured on it, to be published
     */
    Optional<Evaluation> sample(byte[] value, String origin) {
        try {
            SampleBatch sample = SampleBatch.parseFrom(value);
            require(sample.getVersion() == VERSION, "version " + sample.getVersion());
            require(!sample.getRunId().isEmpty(), "no run_id");
            requireShape(sample);
            if (isForeign(sample.getRunId())) {
                meters.record(Topics.SAMPLES, Outcome.IGNORED);
                return Optional.empty();
            }
            double ratio = pairDistanceRatio(sample);
            meters.sample(sample, ratio);
            // First, so that whoever learns of the sample finds its grid.
            grids.add(sample);
            runs.sample(sample, ratio);
            meters.record(Topics.SAMPLES, Outcome.APPLIED);
            Optional<Judge.Judgement> judgement = judge.take(sample, sample.getCreatedAtMs() >= measureFromMs);
            if (!runs.knows(sample.getRunId())) { // it was forgotten meanwhile, on another thread
                judge.forget(sample.getRunId());
            }
            return judgement.map(this::warn);
        } catch (InvalidProtocolBufferException e) {
            reject(Topics.SAMPLES, origin, e);
            return Optional.empty();
        }
    }

    private Evaluation warn(Judge.Judgement judgement) {
        Evaluation evaluation = judgement.evaluation();
        watches.evaluation(evaluation.getRunId(), judgement.finding(), evaluation.getAtMs());
        return evaluation;
    }

    /** Takes the value of a record of {@link Topics#EVALUATIONS}; as {@link #report}. */
    void evaluation(byte[] value, String origin) {
        try {
            Evaluation evaluation = Evaluation.parseFrom(value);
            require(evaluation.getVersion() == VERSION, "version " + evaluation.getVersion());
            require(!evaluation.getRunId().isEmpty(), "no run_id");
            if (isForeign(evaluation.getRunId())) {
                meters.record(Topics.EVALUATIONS, Outcome.IGNORED);
                return;
            }
            diversity.evaluation(evaluation);
            runs.evaluation(evaluation);
            meters.record(Topics.EVALUATIONS, Outcome.APPLIED);
        } catch (InvalidProtocolBufferException e) {
            reject(Topics.EVALUATIONS, origin, e);
        }
    }

    private boolean isForeign(String run) {
        return only.isPresent() && !only.get().equals(run);
    }

    private static double pairDistanceRatio(SampleBatch sample) {
        MeasuredImages images = MeasuredImages.of(sample);
        ImageShape shape = images.shape();
        byte[] fakes = shape.first(images.fakes(), MAX_MEASURED);
        byte[] reals = shape.first(images.reals(), MAX_MEASURED);
        if (shape.isPoint()) {
            PointValues points = new PointValues(shape);
            return PairDistance.ratio(points.of(fakes), points.of(reals));
        }
        return PairDistance.ratio(fakes, reals, shape.size());
    }

    private static void requireShape(SampleBatch sample) throws InvalidProtocolBufferException {
        ImageShape shape = ImageShape.of(sample);
        require(shape.isValid(), "shape " + shape);
        for (ByteString values : List.of(sample.getFixedFakes(), sample.getFreshFakes(), sample.getReals())) {
            require(values.size() % shape.bytes() == 0, "pixels that are not whole images of " + shape);
            require(
                    !shape.isPoint() || Floats.finite(values) == values.size() / Float.BYTES,
                    "points that are infinite or no numbers");
        }
        require(
                sample.getReduction() == 0 || (ImageShape.isSide(sample.getReduction()) && !shape.isPoint()),
                "reduction " + Integer.toUnsignedString(sample.getReduction()));
        MeasuredImages measured = MeasuredImages.of(sample);
        for (ByteString values : List.of(measured.fakes(), measured.reals())) {
            require(
                    values.size() % measured.shape().bytes() == 0,
                    "reduced pixels that are not whole images of " + measured.shape());
        }
        int asked = sample.getFreshLabelsCount();
        require(
                asked == 0 || asked == measured.count(),
                asked + " fresh_labels, neither none nor one for each of the fresh fakes");
    }

    private static void require(boolean condition, String found) throws InvalidProtocolBufferException {
        if (!condition) {
            throw new InvalidProtocolBufferException("the message has " + found);
        }
    }

    private void reject(String topic, String origin, InvalidProtocolBufferException e) {
        meters.record(topic, Outcome.REJECTED);
        log.warn("Skipped {}: {}", origin, e.getMessage());
    }
}
