package ganflux.cluster;

import ganflux.cluster.SlotResult.Shown;
import ganflux.trainer.Minibatch;
import ganflux.trainer.Model;
import ganflux.trainer.ReportedStep;
import ganflux.trainer.checkpoint.StreamPosition;
import ganflux.trainer.preset.Preset;
import ganflux.v1.StepReport;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The steps of one slot in one round: a function of the round, the plan and what is on the topic. On the thread of the model. */
final class SlotRun {
    private final Round round;
    private final SlotPlan plan;
    private final Preset preset;
    private final Deque<Minibatch> shown = new ArrayDeque<>();
    private final List<StepReport> reports = new ArrayList<>();

    SlotRun(Round round, SlotPlan plan, Preset preset) {
        this.round = round;
        this.plan = plan;
        this.preset = preset;
    }

    /** Makes the steps with {@code model}, whose state before does not matter. */
    SlotResult make(Model model) {
        long begin = System.nanoTime();
        model.restore(
                round.state(),
                SlotPlan.seed(round.task().seed(), plan.slot()),
                round.task().workers());
        try (SlotReader reader = new SlotReader(round, preset, plan)) {
            StreamPosition position = plan.position();
            for (int i = 0; i < round.steps(); i++) {
                position = step(model, reader, round.firstStep() + i);
            }
            return new SlotResult(
                    plan.slot(),
                    model.state(),
                    position,
                    reports,
                    reader.dead(position),
                    reader.counts(),
                    shown.stream()
                            .map(each -> new Shown(each.pixels(), each.labels(), each.createdAtMs()))
                            .toList(),
                    (System.nanoTime() - begin) / 1e9);
        }
    }

    private StreamPosition step(Model model, SlotReader reader, long number) {
        long begin = System.nanoTime();
        List<Minibatch> minibatches = new ArrayList<>();
        for (int k = preset.schedule().discriminatorSteps().at(number); k > 0; k--) {
            Minibatch next = reader.next();
            next.release();
            minibatches.add(next);
            show(next);
        }
        double waited = (System.nanoTime() - begin) / 1e9;
        reports.add(ReportedStep.make(model, preset, minibatches, number)
                .setWaitSeconds(waited)
                .setFinishedAtMs(System.currentTimeMillis())
                .build());
        return minibatches.get(minibatches.size() - 1).after();
    }

    /** Keeps the newest, as many as make the images that are asked for. */
    private void show(Minibatch next) {
        shown.addLast(next);
        while ((shown.size() - 1) * preset.batchSize() >= round.task().shownImages()) {
            shown.removeFirst();
        }
    }
}
