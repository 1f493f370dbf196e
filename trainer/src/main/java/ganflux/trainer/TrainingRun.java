package ganflux.trainer;

import com.google.protobuf.ByteString;
import ganflux.stream.OnGap;
import ganflux.stream.command.UserError;
import ganflux.stream.image.ImageShape;
import ganflux.trainer.checkpoint.Checkpoint;
import ganflux.trainer.checkpoint.CheckpointStore;
import ganflux.trainer.checkpoint.PositionMessages;
import ganflux.trainer.checkpoint.StreamPosition;
import ganflux.trainer.engine.fast.FastEngine;
import ganflux.trainer.gan.StepResult;
import ganflux.trainer.preset.Preset;
import ganflux.v1.CheckpointManifest;
import ganflux.v1.SampleBatch;
import ganflux.v1.StepReport;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state of a run and what changes it: a step, a sample, a checkpoint, a roll-back. Confined to the training thread,
 * but for the figures on checkpoints.
 */
final class TrainingRun implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TrainingRun.class);
    private static final int WIRE_VERSION = 1;
    private static final int SAMPLE_IMAGES = 64;

    private final TrainerConfig config;
    private final Clock clock;
    private final CheckpointStore store;
    private final CheckpointWriter checkpoints;
    private final CheckpointManifest origin;
    private final long epoch;
    private Model model;
    private String topicId = "";
    private long step;
    private long imagesSeen;
    private StreamPosition position;
    private boolean checkpointDue;
    private int nonFinite; // steps in a row, up to now
    private int rollbacks;
    private long lostImages;

    /** Goes on from the run's newest checkpoint, or begins. */
    TrainingRun(TrainerConfig config, CheckpointStore store, Clock clock) {
        this.config = config;
        this.clock = clock;
        this.store = store;
        Optional<Checkpoint> from = store.latest();
        from.ifPresent(checkpoint -> Continuation.requireSame(config, checkpoint.manifest()));
        epoch = store.beginEpoch();
        model = new Model(config.preset(), config.seed(), config.engine(), from);
        origin = from.map(Checkpoint::manifest).orElse(CheckpointManifest.getDefaultInstance());
        step = origin.getStep();
        imagesSeen = origin.getImagesSeen();
        position = PositionMessages.read(origin);
        checkpoints = new CheckpointWriter(store, new CheckpointWriter.Kept(step, origin.getCreatedAtMs()));
        Continuation.warnOfOtherBits(origin, model.engine(), threads());
    }

    private int threads() {
        return FastEngine.threads(config.engine());
    }

    /**
     * Binds the run to the topic as it is now.
     *
     * @param id Kafka's id of the topic
     * @return where to begin to read
     * @throws UserError where the position belongs to an earlier topic of that name, unless gaps are to be passed over
     */
    StreamPosition readFrom(String id) {
        topicId = id;
        if (Continuation.isAnotherTopic(origin, id)) {
            String what = Continuation.describeAnotherTopic(config, origin, id);
            if (config.faults().onGap() == OnGap.STOP) {
                throw new UserError(what + "; give --on-gap continue to read the new one from its beginning, or another"
                        + " --dir to start anew");
            }
            log.warn("{}; reading the new one from its beginning", what);
            position = position.onAnotherTopic();
        }
        return position;
    }

    long step() {
        return step;
    }

    /** Trains on one minibatch; the report lacks what only the pipeline knows. */
    StepReport.Builder train(Minibatch minibatch) {
        long begin = System.nanoTime();
        StepResult result = model.train(minibatch.pixels(), step + 1);
        double seconds = (System.nanoTime() - begin) / 1e9;
        step++;
        position = minibatch.after();
        if (result.isFinite()) {
            imagesSeen += minibatch.labels().length;
            nonFinite = 0;
        } else {
            lostImages += minibatch.labels().length;
            nonFinite++;
        }
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

    /**
     * What is due after a step: a roll-back, or the beginning of a checkpoint. No checkpoint is made of a state that gave a
     * NaN, and none while another is being written: it follows when that is done.
     *
     * @throws UserError where training must end: it diverged again, or checkpoints have failed for too long
     */
    void afterStep() {
        checkpoints.check();
        if (checkpoints.failingFor().compareTo(config.faults().checkpointPatience()) > 0) {
            throw new UserError("no checkpoint could be written in --dir " + config.directory() + " for "
                    + checkpoints.failingFor().toSeconds() + " s, longer than --checkpoint-patience: "
                    + checkpoints.failure().orElse("") + "; the run stands at step "
                    + checkpoints.newest().step() + "; make room there and start again");
        }
        checkpointDue |= step % config.checkpointEvery() == 0;
        if (nonFinite >= config.faults().maxNonFinite()) {
            rollBack();
        } else if (checkpointDue && nonFinite == 0 && !checkpoints.isBusy()) {
            beginCheckpoint();
        }
    }

    private void rollBack() {
        String what = (nonFinite == 1 ? "" : nonFinite + " steps in a row up to ") + "step " + step
                + " ended in a NaN or an infinity";
        if (rollbacks > 0) {
            throw new UserError(what + ", and going back to a checkpoint has not helped before; the run stands at step "
                    + checkpoints.newest().step() + "; try another seed or preset");
        }
        checkpoints.await();
        Checkpoint good = store.latest()
                .orElseThrow(
                        () -> new UserError(what + ", and there is no checkpoint to go back to; try another seed or"
                                + " preset, or a smaller --checkpoint-every"));
        log.error(
                "{}; going back to the weights of step {}",
                what,
                good.manifest().getStep());
        model.close();
        model = new Model(config.preset(), config.seed(), config.engine(), Optional.of(good));
        lostImages += imagesSeen - good.manifest().getImagesSeen();
        step = good.manifest().getStep();
        imagesSeen = good.manifest().getImagesSeen();
        rollbacks++;
        nonFinite = 0;
        checkpointDue = false;
    }

    private void beginCheckpoint() {
        checkpointDue = false;
        CheckpointManifest.Builder manifest = CheckpointManifest.newBuilder()
                .setVersion(WIRE_VERSION)
                .setRunId(config.run())
                .setPreset(config.preset().name())
                .setSeed(config.seed())
                .setStep(step)
                .setImagesSeen(imagesSeen)
                .setCreatedAtMs(clock.millis())
                .setTopic(config.topic())
                .setTopicId(topicId)
                .setEpoch(epoch)
                .setEngine(model.engine())
                .setThreads(threads())
                .putAllConfiguration(config.configuration());
        PositionMessages.write(position, manifest);
        checkpoints.begin(manifest.build(), model.generator(), model.discriminator());
    }

    /**
     * Makes the last checkpoint and waits for it, unless there is one of this step, or the last step gave a NaN.
     *
     * @return whether the run can go on from its newest checkpoint as if nothing had been lost
     */
    boolean lastCheckpoint() {
        checkpoints.await();
        if (nonFinite > 0 || step == checkpoints.newest().step()) {
            return true;
        }
        beginCheckpoint();
        checkpoints.await();
        return checkpoints.failure().isEmpty();
    }

    /** What to say where {@link #lastCheckpoint} could not be made. */
    UserError lastCheckpointLost() {
        return new UserError("the last checkpoint could not be written in --dir " + config.directory() + ": "
                + checkpoints.failure().orElse("") + "; the run stands at step "
                + checkpoints.newest().step() + "; make room there and start again");
    }

    /** What was written of it. */
    CheckpointWriter checkpoints() {
        return checkpoints;
    }

    /** How often the weights went back to a checkpoint. */
    int rollbacks() {
        return rollbacks;
    }

    /** Images read that the weights hold nothing of. */
    long lostImages() {
        return lostImages;
    }

    @Override
    public void close() {
        checkpoints.close();
        model.close();
    }
}
