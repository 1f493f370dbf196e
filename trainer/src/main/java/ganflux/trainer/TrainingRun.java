package ganflux.trainer;

import ganflux.stream.OnGap;
import ganflux.stream.command.UserError;
import ganflux.stream.service.Health;
import ganflux.trainer.ReactionPolicy.KeepBest;
import ganflux.trainer.checkpoint.Checkpoint;
import ganflux.trainer.checkpoint.CheckpointStore;
import ganflux.trainer.checkpoint.PositionMessages;
import ganflux.trainer.checkpoint.StreamPosition;
import ganflux.trainer.engine.fast.FastEngine;
import ganflux.v1.CheckpointManifest;
import ganflux.v1.PipelineState;
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
public final class TrainingRun implements Reactions.Lineage, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TrainingRun.class);
    private static final int MOST_RETURNS = 3;

    private final TrainerConfig config;
    private final Clock clock;
    private final CheckpointStore store;
    private final CheckpointWriter checkpoints;
    private final CheckpointManifest origin;
    private final Sampler sampler;
    private final Optional<BestCheckpoint> best;
    private final RunManifest manifests;
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

    /**
     * Goes on from the run's newest checkpoint, or begins.
     *
     * @throws UserError where {@code config} is of another run
     */
    public TrainingRun(TrainerConfig config, CheckpointStore store, Clock clock) {
        this.config = config;
        this.clock = clock;
        this.store = store;
        Optional<Checkpoint> from = store.latest();
        from.ifPresent(checkpoint -> Continuation.requireSame(config, checkpoint.manifest()));
        manifests = new RunManifest(config, store.beginEpoch());
        model = new Model(config.preset(), config.seed(), config.engine(), from);
        origin = from.map(Checkpoint::manifest).orElse(CheckpointManifest.getDefaultInstance());
        sampler = new Sampler(config);
        best = config.reactions().keepBest() == KeepBest.NONE
                ? Optional.empty()
                : Optional.of(new BestCheckpoint(config.directory()));
        step = origin.getStep();
        imagesSeen = origin.getImagesSeen();
        position = PositionMessages.read(origin);
        checkpoints =
                new CheckpointWriter("checkpoint", store, new CheckpointWriter.Kept(step, origin.getCreatedAtMs()));
        Continuation.warnOfOtherBits(origin, model.engine(), FastEngine.threads(config.engine()));
    }

    /**
     * Binds the run to the topic as it is now.
     *
     * @param id Kafka's id of the topic
     * @return where to begin to read
     * @throws UserError where the position belongs to an earlier topic of that name, unless gaps are to be passed over
     */
    public StreamPosition readFrom(String id) {
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

    /** The last step that was made; 0 before the first. */
    public long step() {
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
        midStep = true;
        StepReport.Builder report = ReportedStep.make(model, config.preset(), minibatches, step + 1);
        midStep = false;
        position = minibatches.get(minibatches.size() - 1).after();
        minibatches.forEach(sampler::trained);
        long images =
                minibatches.stream().mapToLong(batch -> batch.labels().length).sum();
        made(report.getNonFinite() ? 0 : images, report.getNonFinite() ? images : 0);
        return report.setRunId(config.run()).setImagesSeen(imagesSeen).setFinishedAtMs(clock.millis());
    }

    /** Counts a step: its images, and those of updates that were not applied. */
    private void made(long seen, long lost) {
        step++;
        imagesSeen += seen;
        lostImages += lost;
        nonFinite = lost == 0 ? 0 : nonFinite + 1;
    }

    /** A copy of what the next step follows from, but for spectral normalisation. */
    public ModelState state() {
        return model.state();
    }

    /**
     * Takes over steps that were made elsewhere from {@link #state}.
     *
     * @return the report of each of them
     */
    public List<StepReport.Builder> advance(StepsElsewhere made) {
        model.restore(made.state());
        position = made.position();
        made.newest().forEach(sampler::trained);
        return made.steps().stream()
                .map(each -> {
                    made(each.imagesSeen(), each.imagesLost());
                    return each.report().toBuilder()
                            .setRunId(config.run())
                            .setStep(step)
                            .setImagesSeen(imagesSeen);
                })
                .toList();
    }

    /** How unsure the discriminator is of {@code minibatch} and of fakes, with the weights of now. */
    double scoreImbalance(Minibatch minibatch) {
        return model.scoreImbalance(minibatch.pixels(), minibatch.labels(), step);
    }

    /** Fakes of this moment beside the real images trained last, where they are due. */
    public Optional<SampleBatch> sampleIfDue() {
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
    public void afterStep() {
        checkpoints.check(config);
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
        beginCheckpoint(); // a start from here on goes on from these weights, not from those that the alarm was about
        checkpoints.await();
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
        if (nonFinite > 0 || best.isEmpty()) {
            return false;
        }
        best.get().keep(manifest().setBestBy(metric).setBestValue(value), model);
        return true;
    }

    @Override
    public OptionalDouble best(String metric) {
        return best.map(kept -> kept.value(metric)).orElse(OptionalDouble.empty());
    }

    private CheckpointManifest.Builder manifest() {
        return manifests
                .of(position, model.engine())
                .setStep(step)
                .setImagesSeen(imagesSeen)
                .setCreatedAtMs(clock.millis())
                .setTopicId(topicId);
    }

    /**
     * Makes the last checkpoint and waits for it, unless there is one of this step, or the last step gave a NaN or failed midway.
     *
     * @return whether the run can go on from its newest checkpoint as if nothing had been lost
     */
    public boolean lastCheckpoint() {
        checkpoints.await();
        if (midStep || nonFinite > 0 || step == checkpoints.newest().step()) {
            return true;
        }
        beginCheckpoint();
        checkpoints.await();
        return checkpoints.failure().isEmpty();
    }

    /** What to say where {@link #lastCheckpoint} could not be made. */
    public UserError lastCheckpointLost() {
        return checkpoints.explained("the last checkpoint could not be written in --dir " + config.directory() + ": ");
    }

    /** The step of the newest checkpoint; 0 where there is none. Any thread. */
    public long checkpointStep() {
        return checkpoints.newest().step();
    }

    /** Adds what the run knows of where it stands. */
    public void describe(PipelineState.Builder state) {
        state.setCheckpointAtMs(checkpoints.newest().atMs())
                .setCheckpointStep(checkpoints.newest().step())
                .setCheckpointFailures(checkpoints.failures()
                        + best.map(BestCheckpoint::failures).orElse(0))
                .setRollbacks(rollbacks + returns)
                .setLostImages(lostImages);
    }

    /** Whether checkpoints are written; any thread. */
    public Health health() {
        return checkpoints.health().and(() -> best.map(BestCheckpoint::health).orElse(Health.OK));
    }

    @Override
    public void close() {
        checkpoints.close();
        best.ifPresent(BestCheckpoint::close);
        model.close();
    }
}
