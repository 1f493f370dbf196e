package ganflux.trainer;

import com.google.protobuf.ByteString;
import ganflux.stream.command.UserError;
import ganflux.stream.image.ImageShape;
import ganflux.trainer.checkpoint.Checkpoint;
import ganflux.trainer.checkpoint.CheckpointStore;
import ganflux.trainer.checkpoint.StreamPosition;
import ganflux.trainer.checkpoint.StreamPosition.Cursor;
import ganflux.trainer.gan.StepResult;
import ganflux.trainer.preset.Preset;
import ganflux.v1.CheckpointManifest;
import ganflux.v1.PartitionPosition;
import ganflux.v1.SampleBatch;
import ganflux.v1.StepReport;
import java.io.IOException;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state of a run and what changes it: a step, a sample, a checkpoint. Confined to the training thread.
 */
final class TrainingRun implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TrainingRun.class);
    private static final int WIRE_VERSION = 1;
    private static final int SAMPLE_IMAGES = 64;

    private final TrainerConfig config;
    private final Clock clock;
    private final CheckpointStore store;
    private final Model model;
    private long step;
    private long imagesSeen;
    private StreamPosition position;
    private long checkpointAtMs;
    private long checkpointStep;
    private int checkpointFailures;

    /** Goes on from the run's newest checkpoint, or begins. */
    TrainingRun(TrainerConfig config, CheckpointStore store, Clock clock) {
        this.config = config;
        this.clock = clock;
        this.store = store;
        Optional<Checkpoint> from = store.latest();
        from.ifPresent(checkpoint -> requireSame(checkpoint.manifest()));
        model = new Model(config.preset(), config.seed(), config.engine(), from);
        CheckpointManifest manifest = from.map(Checkpoint::manifest).orElse(CheckpointManifest.getDefaultInstance());
        step = manifest.getStep();
        imagesSeen = manifest.getImagesSeen();
        position = position(manifest);
        checkpointAtMs = manifest.getCreatedAtMs();
        checkpointStep = step;
    }

    /** Refuses to go on under settings that would make another run of it. */
    private void requireSame(CheckpointManifest manifest) {
        same("preset", "--preset", manifest.getPreset(), config.preset().name());
        same("seed", "--seed", String.valueOf(manifest.getSeed()), String.valueOf(config.seed()));
        same("topic", "--topic", manifest.getTopic(), config.topic());
        same("run name", "--run", manifest.getRunId(), config.run());
    }

    private void same(String what, String option, String kept, String asked) {
        if (!kept.equals(asked)) {
            throw new UserError("the run in --dir " + config.directory() + " has " + what + " '" + kept + "' but "
                    + option + " is '" + asked + "'; give " + option + " " + kept
                    + " to go on, or another --dir to start anew");
        }
    }

    private static StreamPosition position(CheckpointManifest manifest) {
        TreeMap<Integer, Cursor> partitions = new TreeMap<>();
        manifest.getPositionsList()
                .forEach(p -> partitions.put(p.getPartition(), new Cursor(p.getOffset(), p.getCursor())));
        return new StreamPosition(partitions);
    }

    long step() {
        return step;
    }

    StreamPosition position() {
        return position;
    }

    /** Trains on one minibatch; the report lacks what only the pipeline knows. */
    StepReport.Builder train(Minibatch minibatch) {
        long begin = System.nanoTime();
        StepResult result = model.train(minibatch.pixels(), step + 1);
        double seconds = (System.nanoTime() - begin) / 1e9;
        step++;
        imagesSeen += minibatch.labels().length;
        position = minibatch.after();
        return StepReport.newBuilder()
                .setVersion(WIRE_VERSION)
                .setRunId(config.run())
                .setPreset(config.preset().name())
                .setStep(step)
                .setImagesSeen(imagesSeen)
                .setFinishedAtMs(clock.millis())
                .setDiscriminatorLoss(result.discriminatorLoss())
                .setGeneratorLoss(result.generatorLoss())
                .setRealScore(result.realScore())
                .setFakeScore(result.fakeScore())
                .setGeneratorScore(result.generatorScore())
                .setDiscriminatorGradientNorm(result.discriminatorGradientNorm())
                .setGeneratorGradientNorm(result.generatorGradientNorm())
                .setStepSeconds(seconds)
                .setBatchSize(config.preset().batchSize())
                .setNonFinite(!result.isFinite());
    }

    /** Fakes of this moment beside the real images just trained on. */
    SampleBatch sample(Minibatch minibatch) {
        Preset preset = config.preset();
        ImageShape shape = preset.shape();
        int reals = Math.min(SAMPLE_IMAGES, minibatch.labels().length);
        SampleBatch.Builder sample = SampleBatch.newBuilder()
                .setVersion(WIRE_VERSION)
                .setRunId(config.run())
                .setPreset(preset.name())
                .setStep(step)
                .setCreatedAtMs(clock.millis())
                .setChannels(shape.channels())
                .setHeight(shape.height())
                .setWidth(shape.width())
                .setFixedFakes(ByteString.copyFrom(model.samples().fixed(SAMPLE_IMAGES)))
                .setFreshFakes(ByteString.copyFrom(model.samples().fresh(SAMPLE_IMAGES, step)))
                .setReals(ByteString.copyFrom(minibatch.pixels(), 0, reals * shape.size()));
        Arrays.stream(minibatch.labels()).limit(reals).forEach(sample::addRealLabels);
        return sample.build();
    }

    /** Writes a checkpoint unless there is one of this step; a failure is logged and counted, training may go on. */
    boolean checkpoint() {
        if (step == checkpointStep) {
            return true;
        }
        CheckpointManifest.Builder manifest = CheckpointManifest.newBuilder()
                .setVersion(WIRE_VERSION)
                .setRunId(config.run())
                .setPreset(config.preset().name())
                .setSeed(config.seed())
                .setStep(step)
                .setImagesSeen(imagesSeen)
                .setCreatedAtMs(clock.millis())
                .setTopic(config.topic())
                .putAllConfiguration(config.configuration());
        position.partitions()
                .forEach((partition, cursor) -> manifest.addPositions(PartitionPosition.newBuilder()
                        .setPartition(partition)
                        .setOffset(cursor.offset())
                        .setCursor(cursor.image())));
        try {
            store.write(manifest.build(), model.generator(), model.discriminator());
            checkpointAtMs = manifest.getCreatedAtMs();
            checkpointStep = step;
            return true;
        } catch (IOException e) {
            checkpointFailures++;
            log.error(
                    "The checkpoint of step {} could not be written; the one of step {} stays",
                    step,
                    checkpointStep,
                    e);
            return false;
        }
    }

    /** When the newest checkpoint was made, in milliseconds since 1970; 0 for never. */
    long checkpointAtMs() {
        return checkpointAtMs;
    }

    /** The step of the newest checkpoint. */
    long checkpointStep() {
        return checkpointStep;
    }

    /** Checkpoints that could not be written. */
    int checkpointFailures() {
        return checkpointFailures;
    }

    @Override
    public void close() {
        model.close();
    }
}
