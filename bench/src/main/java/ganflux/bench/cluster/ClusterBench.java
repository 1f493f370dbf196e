package ganflux.bench.cluster;

import ganflux.bench.BenchOptions;
import ganflux.bench.Comparison;
import ganflux.ingest.source.DataSpec;
import ganflux.ingest.source.ImageSource;
import ganflux.ingest.source.SourceOptions;
import ganflux.trainer.gan.AlternatingStep;
import ganflux.trainer.preset.Preset;
import ganflux.trainer.preset.Presets;
import ganflux.v1.RoundReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a second executor gives, and what a round costs besides its steps. The first round of each run is not counted. */
@Command(
        name = "cluster",
        description =
                "Training by two executors of a core each against one, in images/s, and what rounds of four workers"
                        + " cost besides their steps. A round takes some minutes.")
public final class ClusterBench implements Callable<Integer> {
    private static final double TARGET = 1.85;
    private static final int PAIR = 2;
    private static final int MANY = 4;
    private static final int COUNTED = 2; // rounds of a run
    private static final String TOPIC = "bench";

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            defaultValue = "dcgan-mnist",
            description = "Name or file of the GAN to train on drawn digits (default: ${DEFAULT-VALUE}).")
    String preset = "dcgan-mnist";

    @Option(
            names = "--local-steps",
            paramLabel = "H",
            defaultValue = "64",
            description = "Steps of each worker between two averages (default: ${DEFAULT-VALUE}).")
    int localSteps = 64;

    @Mixin
    BenchOptions options = new BenchOptions();

    @Override
    public Integer call() throws Exception {
        Preset gan = Presets.of(preset);
        List<RoundReport> alone = new ArrayList<>();
        List<RoundReport> pair = new ArrayList<>();
        List<RoundReport> many;
        try (ClusterRuns runs = ClusterRuns.start();
                ImageSource digits = DataSpec.parse("digits").open(SourceOptions.defaults())) {
            // One round more than is made: at its end a reader would wait for the next record.
            long images = (COUNTED + 2L) * localSteps * AlternatingStep.imagesPerStep(gan);
            DealtTopic.fill(runs.client(), TOPIC, MANY, Deal.EVENLY, digits, images);
            for (int round = 0; round < options.rounds; round++) {
                alone.addAll(rounds(runs, 1, PAIR));
                pair.addAll(rounds(runs, PAIR, PAIR));
            }
            many = rounds(runs, MANY, MANY);
        }
        double steps = median(pair, RoundReport::getSlowestSlotSeconds);
        double besides = median(many, each -> each.getSeconds() - each.getSlowestSlotSeconds());
        System.out.printf(
                Locale.ROOT,
                "%d steps of a worker with a core take %.1f s; a round of %d workers takes %.2f s besides: %d cores would be"
                        + " %.2f times one (%d x %.1f / (%.1f + %.2f))%n",
                localSteps,
                steps,
                MANY,
                besides,
                MANY,
                MANY * steps / (steps + besides),
                MANY,
                steps,
                steps,
                besides);
        return options.report(List.of(new Comparison(
                "two executors, " + gan.name(), "images/s", rates(gan, alone), rates(gan, pair), TARGET)));
    }

    private List<RoundReport> rounds(ClusterRuns runs, int executors, int workers) throws Exception {
        String master = "local-cluster[" + executors + ",1,1024]";
        long steps = (COUNTED + 1L) * localSteps;
        List<RoundReport> rounds = runs.train(
                        new ClusterRuns.Plan(TOPIC, preset, master, workers, localSteps, steps, 1))
                .rounds();
        return rounds.subList(1, rounds.size());
    }

    private List<Double> rates(Preset gan, List<RoundReport> rounds) {
        double images = (double) PAIR * localSteps * AlternatingStep.imagesPerStep(gan);
        return rounds.stream().map(round -> images / round.getSeconds()).toList();
    }

    private static double median(List<RoundReport> rounds, ToDoubleFunction<RoundReport> figure) {
        return Comparison.median(rounds.stream().mapToDouble(figure).boxed().toList());
    }
}
