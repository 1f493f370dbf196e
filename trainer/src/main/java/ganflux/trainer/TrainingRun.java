package ganflux.trainer;

import ganflux.stream.OnGap;
import ganflux.stream.command.UserError;
import ganflux.trainer.ReactionPolicy.KeepBest;
import ganflux.trainer.checkpoint.Checkpoint;
import ganflux.trainer.checkpoint.CheckpointStore;
import ganflux.trainer.checkpoint.PositionMessages;
import ganflux.trainer.checkpoint.StreamPosition;
import ganflux.trainer.engine.fast.FastEngine;
import ganflux.trainer.gan.StepResult;
import ganflux.v1.CheckpointManifest;
import ganflux.v1.SampleBatch;
import ganflux.v1.StepReport;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state of a run and what changes it: a step, a sample, a checkpoint, a roll-back. Confined to the training thread,
 * but for the figures on checkpoints.
 */
final class TrainingRun implements Reactions.Lineage, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TrainingRun.class);
    private static final int WIRE_VERSION = 1;
    private static final int MOST_RETURNS = 3;

    private final TrainerConfig config;
    private final Clock clock;
    private final CheckpointStore store;
    private final CheckpointWriter checkpoints;
    private final CheckpointManifest origin;
    private final Sampler sampler;
    private final Optional<BestCheckpoint> best;
    private final long epoch;
    private Model model;
    private String topicId = "";
    private long step;
    private long imagesSeen;
    private StreamPosition position;
    private boolean checkpointDue;
    private boolean midStep; // the weights are those of no step
    private int nonFinite; // steps in a row, up to now
    private int rollbacks; // from what is not finite
    private int returns; // from alarms
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
        sampler = new Sampler(config);
        best = config.reactions().keepBest() == KeepBest.NONE
                ? Optional.empty()
                : Optional.of(new BestCheckpoint(config.directory()));
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

    /** How many minibatches the next step takes: one for each of its discriminator updates. */
    int minibatchesOfNextStep() {
        return config.preset().schedule().discriminatorSteps().at(step + 1);
    }

    /**
     * Makes a step; the report lacks what only the pipeline knows.
     *
     * @param minibatches {@link #minibatchesOfNextStep}, in the order in which they came
     */
    StepReport.Builder train(List<Minibatch> minibatches) {
        byte[] pixels = Minibatch.pixels(minibatches);
        int[] labels = Minibatch.labels(minibatches);
        long begin = System.nanoTime();
        midStep = true;
        StepResult result = model.train(pixels, labels, step + 1);
        midStep = false;
        double seconds = (System.nanoTime() - begin) / 1e9;
        step++;
        position = minibatches.get(minibatches.size() - 1).after();
        minibatches.forEach(sampler::trained);
        long images =
                minibatches.stream().mapToLong(batch -> batch.labels().length).sum();
        if (result.isFinite()) {
            imagesSeen += images;
            nonFinite = 0;
        } else {
            lostImages += images;
            nonFinite++;
        }
        StepReport.Builder report = StepFigures.of(result, model.headFigures())
                .setVersion(WIRE_VERSION)
                .setRunId(config.run())
                .setPreset(config.preset().name())
                .setStep(step)
                .setImagesSeen(imagesSeen)
                .setFinishedAtMs(clock.millis())
                .setStepSeconds(seconds)
                .setBatchSize(config.preset().batchSize())
                .addAllRealScoreBins(model.realScores().counts())
                .addAllFakeScoreBins(model.fakeScores().counts());
        model.gradientPenalty().ifPresent(report::setGradientPenalty);
        return report;
    }

    /** How unsure the discriminator is of {@code minibatch} and of fakes, with the weights of now. */
    double scoreImbalance(Minibatch minibatch) {
        return model.scoreImbalance(minibatch.pixels(), minibatch.labels(), step);
    }

    /** Fakes of this moment beside the real images trained last, where they are due. */
    Optional<SampleBatch> sampleIfDue() {
        if (!sampler.isDue()) {
            return Optional.empty();
        }
        SampleBatch sample = sampler.sample(model.samples(), step, clock.millis());
        return Optional.of(model.scoresAround(sample.getReals().toByteArray())
                .map(surface -> sample.toBuilder().setSurface(surface).build())
                .orElse(sample));
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
        goBack(what, good);
        rollbacks++;
    }

    /**
     * To the best checkpoint, or to the oldest of those that are kept.
     *
     * @throws UserError where there is none, or that has been done {@value #MOST_RETURNS} times
     */
    @Override
    public void goBackFrom(String alarm) {
        if (returns == MOST_RETURNS) {
            throw new UserError(alarm + ", and going back has not helped " + MOST_RETURNS
                    + " times; the run stands at step " + checkpoints.newest().step() + "; try another seed or preset");
        }
        checkpoints.await();
        Checkpoint good = best.flatMap(BestCheckpoint::latest)
                .or(store::oldest)
                .orElseThrow(() -> new UserError(alarm + ", and there is no checkpoint to go back to"));
        goBack(alarm, good);
        returns++;
    }

    private void goBack(String what, Checkpoint good) {
        log.error(
                "{}; going back to the weights of step {}",
                what,
                good.manifest().getStep());
        model.close();
        model = new Model(config.preset(), config.seed(), config.engine(), Optional.of(good));
        lostImages += imagesSeen - good.manifest().getImagesSeen();
        step = good.manifest().getStep();
        imagesSeen = good.manifest().getImagesSeen();
        nonFinite = 0;
        checkpointDue = false;
    }

    private void beginCheckpoint() {
        checkpointDue = false;
        checkpoints.begin(manifest().build(), model);
    }

    @Override
    public boolean keepAsBest(String metric, double value) {
        return nonFinite == 0
                && best.map(kept -> kept.keep(manifest().setBestBy(metric).setBestValue(value), model))
                        .orElse(false);
    }

    @Override
    public OptionalDouble best(String metric) {
        return best.map(kept -> kept.value(metric)).orElse(OptionalDouble.empty());
    }

    private CheckpointManifest.Builder manifest() {
        CheckpointManifest.Builder manifest = CheckpointManifest.newBuilder()
                .setVersion(WIRE_VERSION)
                .setRunId(config.run())
                .setPreset(config.preset().name())
                .setPresetYaml(config.preset().about().yaml())
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
        return manifest;
    }

    /**
     * Makes the last checkpoint and waits for it, unless there is one of this step, or the last step gave a NaN or failed midway.
     *
     * @return whether the run can go on from its newest checkpoint as if nothing had been lost
     */
    boolean lastCheckpoint() {
        checkpoints.await();
        if (midStep || nonFinite > 0 || step == checkpoints.newest().step()) {
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
        return rollbacks + returns;
    }

    /** Images read that the weights hold nothing of. */
    long lostImages() {
        return lostImages;
    }

    @Override
    public void close() {
        checkpoints.close();
        best.ifPresent(BestCheckpoint::close);
        model.close();
    }
}
