package ganflux.cluster;

import ganflux.stream.GroupProgress;
import ganflux.stream.Topics;
import ganflux.trainer.Minibatch;
import ganflux.trainer.ModelState;
import ganflux.trainer.Outlets;
import ganflux.trainer.StepsElsewhere;
import ganflux.trainer.StepsElsewhere.Step;
import ganflux.trainer.TrainerConfig;
import ganflux.trainer.TrainingRun;
import ganflux.trainer.checkpoint.StreamPosition;
import ganflux.trainer.checkpoint.StreamPosition.BatchId;
import ganflux.trainer.gan.AlternatingStep;
import ganflux.v1.PipelineState;
import ganflux.v1.RoundReport;
import ganflux.v1.StepReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Rounds, one after the other. A round: the state is broadcast, each slot makes its steps, the states are averaged, unusable records
 * are put aside, the checkpoint is renamed into place, the reports go out. Slots write nothing, and what they compute follows from
 * the state, the positions and the topic alone: a round that is not in a checkpoint has not been. One thread.
 */
final class Rounds {
    private static final int SHOWN_IMAGES = 256;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration FIRST_ANSWER = Duration.ofMinutes(1);

    private final ClusterConfig config;
    private final TrainingRun run;
    private final SparkRounds spark;
    private final Outlets outlets;
    private final GroupProgress progress;
    private final Round.Task task;
    private final PartitionCount partitions;
    private StreamPosition position;
    private long rounds;
    private long rejected;
    private long duplicates;
    private long unlabelled;
    private long gaps;

    Rounds(
            ClusterConfig config,
            TrainingRun run,
            StreamPosition position,
            SparkRounds spark,
            Outlets outlets,
            GroupProgress progress) {
        this.config = config;
        this.run = run;
        this.position = position;
        this.spark = spark;
        this.outlets = outlets;
        this.progress = progress;
        TrainerConfig trainer = config.trainer();
        task = new Round.Task(
                trainer.preset().name(),
                trainer.preset().about().yaml(),
                trainer.seed(),
                config.workers(),
                trainer.engine(),
                trainer.client(),
                trainer.topic(),
                trainer.faults().onGap(),
                trainer.budgetBytes(),
                trainer.faults().maxDeadPerMinute(),
                (SHOWN_IMAGES + config.workers() - 1) / config.workers(),
                FIRST_ANSWER);
        partitions = new PartitionCount(
                () -> Topics.partitions(trainer.client(), PATIENCE, trainer.topic()), System::nanoTime);
        progress.trained(position.offsets());
        var unused = plan(); // refuses what cannot be dealt out
    }

    private RoundPlan plan() {
        return RoundPlan.of(position, config.trainer().topic(), partitions.get(), config.workers());
    }

    /** Whether the run has made the steps that it is to make. */
    boolean reached() {
        return config.trainer().steps() > 0 && run.step() >= config.trainer().steps();
    }

    /**
     * Makes the next round.
     *
     * @return the report of its last step
     */
    StepReport make() {
        long begin = System.nanoTime();
        RoundPlan plan = plan();
        Round round = new Round(task, run.step() + 1, steps(), run.state());
        List<SlotResult> slots;
        List<StreamPosition> ends;
        List<Set<BatchId>> copies;
        do {
            slots = spark.run(round, plan.slots());
            ends = slots.stream().map(SlotResult::position).toList();
            copies = plan.trainedTwice(ends);
            plan = plan.without(copies);
        } while (copies.stream().anyMatch(each -> !each.isEmpty()));
        List<ModelState> states = slots.stream().map(SlotResult::state).toList();
        ModelState average = Averaging.of(states);
        List<DeadReference> dead =
                slots.stream().flatMap(slot -> slot.dead().stream()).toList();
        requireFew(dead);
        new DeadRecords(config.trainer().client(), config.trainer().topic(), outlets.deadLetters()::put).putAside(dead);
        position = plan.after(ends);
        count(slots, dead.size());
        List<Step> steps = merged(slots);
        List<StepReport.Builder> reports = run.advance(new StepsElsewhere(average, position, steps, shown(slots)));
        run.afterStep();
        var unused = run.lastCheckpoint(); // written already, but where the one before has failed
        progress.trained(position.offsets());
        RoundReport figures = RoundFigures.of(
                        (System.nanoTime() - begin) / 1e9,
                        slots.stream().mapToDouble(SlotResult::seconds).summaryStatistics(),
                        Averaging.spread(states, average))
                .setNumber(++rounds)
                .setExecutors(spark.count())
                .setSteps(steps.size())
                .setImages(steps.stream().mapToLong(Step::imagesSeen).sum())
                .build();
        return publish(reports, slots, figures);
    }

    /** Before the first of them is written: the round would be run again, and write them again. */
    private void requireFew(List<DeadReference> dead) {
        if (dead.size() > task.mostDead()) {
            throw SlotReader.tooMany(task, dead.get(dead.size() - 1));
        }
    }

    private int steps() {
        long steps = config.trainer().steps();
        return (int) (steps == 0 ? config.localSteps() : Math.min(config.localSteps(), steps - run.step()));
    }

    private List<Step> merged(List<SlotResult> slots) {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < slots.get(0).steps().size(); i++) {
            int at = i;
            List<StepReport> same =
                    slots.stream().map(slot -> slot.steps().get(at)).toList();
            long images = AlternatingStep.images(
                    config.trainer().preset(), same.get(0).getStep(), 1);
            steps.add(MergedStep.of(same, images));
        }
        return steps;
    }

    private List<Minibatch> shown(List<SlotResult> slots) {
        return slots.stream()
                .flatMap(slot -> slot.shown().stream())
                .map(each -> new Minibatch(each.pixels(), each.labels(), each.createdAtMs(), position, List.of()))
                .toList();
    }

    private void count(List<SlotResult> slots, int dead) {
        rejected += dead;
        for (SlotResult slot : slots) {
            duplicates += slot.counts().duplicates();
            unlabelled += slot.counts().unlabelled();
            gaps += slot.counts().gapRecords();
        }
    }

    private StepReport publish(List<StepReport.Builder> reports, List<SlotResult> slots, RoundReport round) {
        long newest = slots.stream()
                .flatMap(slot -> slot.shown().stream())
                .mapToLong(SlotResult.Shown::createdAtMs)
                .max()
                .orElse(0);
        PipelineState.Builder state = PipelineState.newBuilder()
                .setLagRecords(slots.stream()
                        .mapToLong(slot -> slot.counts().lagRecords())
                        .sum())
                .setBudgetBytes(config.trainer().budgetBytes())
                .setGapRecords(gaps)
                .setDroppedReports(outlets.dropped())
                .setDataAgeSeconds(Math.max(0, System.currentTimeMillis() - newest) / 1e3)
                .setRejectedRecords(rejected)
                .setDuplicateRecords(duplicates)
                .setUnlabelledImages(unlabelled);
        run.describe(state);
        StepReport last = StepReport.getDefaultInstance();
        for (StepReport.Builder report : reports) {
            last = report.setPipeline(state).setRound(round).build();
            outlets.publish(last);
        }
        run.sampleIfDue().ifPresent(outlets::publish);
        return last;
    }
}
