package ganflux.bench.cluster;

import ganflux.bench.DocumentTable;
import ganflux.bench.EndlessData;
import ganflux.bench.Quality;
import ganflux.ingest.source.DataSpec;
import ganflux.ingest.source.ImageSource;
import ganflux.monitor.diversity.online.Metric;
import ganflux.stream.command.UsageError;
import ganflux.stream.command.Version;
import ganflux.trainer.checkpoint.CheckpointStore;
import ganflux.trainer.checkpoint.RunDirectory;
import ganflux.trainer.checkpoint.SavedGenerator;
import ganflux.trainer.engine.EngineKind;
import ganflux.trainer.engine.EngineOptions;
import ganflux.trainer.engine.Engines;
import ganflux.trainer.engine.NetworkEngine;
import ganflux.trainer.gan.AlternatingStep;
import ganflux.trainer.gan.SampleRenderer;
import ganflux.trainer.preset.Preset;
import ganflux.trainer.preset.Presets;
import ganflux.v1.RoundReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What a GAN comes to with one worker, with four, and with four that each see other labels, after as many steps. */
@Command(
        name = "workers",
        description =
                "What the same steps come to with one worker of './ganflux cluster', with four, and with four that see"
                        + " labels of their own each.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class WorkersBench implements Callable<Integer> {
    private static final int WORKERS = 4;
    private static final List<Metric> SHOWN = List.of(Metric.FRECHET_DISTANCE, Metric.COVERAGE, Metric.RECALL);
    private static final DocumentTable TABLE = new DocumentTable(
            "workers",
            List.of("preset, data and workers", "steps", "seeds", "Frechet distance", "coverage", "recall", "spread"));

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            defaultValue = "mlp-mnist",
            description = "Name or file of the GAN to train (default: ${DEFAULT-VALUE}).")
    String preset = "mlp-mnist";

    @Option(
            names = "--data",
            paramLabel = "DATA",
            defaultValue = DataSpec.DEFAULT,
            description = "With labels: digits, idx:IMAGES,LABELS, ring8, ... (default: ${DEFAULT-VALUE}).")
    String data = DataSpec.DEFAULT;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "4096",
            description = "Steps of each worker (default: ${DEFAULT-VALUE}).")
    int steps = 4096;

    @Option(
            names = "--local-steps",
            paramLabel = "H",
            defaultValue = "64",
            description = "Steps of each worker between two averages (default: ${DEFAULT-VALUE}).")
    int localSteps = 64;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "3",
            description = "Runs of each kind, of seeds 1 to N (default: ${DEFAULT-VALUE}).")
    int seeds = 3;

    @Option(
            names = "--document",
            paramLabel = "FILE.md",
            description = "Also put the rows into the table of this file.")
    @Nullable
    Path document;

    /** A way to train. */
    private record Kind(String name, int workers, Deal deal) {}

    private static final List<Kind> KINDS = List.of(
            new Kind("one", 1, Deal.EVENLY),
            new Kind("four", WORKERS, Deal.EVENLY),
            new Kind("four, labels apart", WORKERS, Deal.BY_LABEL));

    @Override
    public Integer call() throws Exception {
        Preset gan = Presets.of(preset);
        DataSpec spec = DataSpec.parse(data);
        if (steps < 1 || seeds < 1) {
            throw new UsageError("--steps and --seeds must be at least 1 but are " + steps + " and " + seeds);
        }
        if (document != null) {
            TABLE.require(document);
        }
        List<String> rows = new ArrayList<>();
        for (Kind kind : KINDS) {
            List<Result> results = new ArrayList<>();
            String source = "";
            for (int seed = 1; seed <= seeds; seed++) {
                try (ImageSource images = EndlessData.open(spec, gan, seed);
                        ImageSource others = EndlessData.open(spec, gan, ~seed)) {
                    source = images.id().replaceAll(",(shuffle|seed)=.*", ""); // each seed has its own order
                    results.add(train(gan, kind, images, others, seed));
                }
            }
            String name = gan.name() + " on " + source + ", " + kind.name;
            String row = row(name, results);
            rows.add(row);
            if (document != null) {
                TABLE.put(name, row, document);
            }
        }
        System.out.print(TABLE.of(rows));
        return 0;
    }

    /** What a run came to, and how far its workers were apart in its last round. */
    private record Result(Quality quality, double spread) {}

    private Result train(Preset gan, Kind kind, ImageSource images, ImageSource others, long seed) throws Exception {
        try (ClusterRuns runs = ClusterRuns.start()) {
            long each = (long) steps * AlternatingStep.imagesPerStep(gan) * kind.workers / WORKERS;
            DealtTopic.fill(
                    runs.client(), "bench", WORKERS, kind.deal, images, each + (long) WORKERS * gan.batchSize());
            ClusterRuns.Run run = runs.train(
                    new ClusterRuns.Plan("bench", preset, "local[2]", kind.workers, localSteps, steps, seed));
            RoundReport last = run.rounds().get(run.rounds().size() - 1);
            Quality quality = Quality.of(fakes(gan, run.directory(), seed), others, seed);
            System.out.printf(Locale.ROOT, "  %s, seed %d:", kind.name, seed);
            SHOWN.forEach(metric -> System.out.print(
                    " " + metric.id() + " " + quality.get(metric).text()));
            System.out.println();
            return new Result(quality, last.getSpreadRatio());
        }
    }

    private static byte[] fakes(Preset gan, Path run, long seed) {
        SavedGenerator saved = new CheckpointStore(RunDirectory.checkpoints(run), 1)
                .latestGenerator(true)
                .orElseThrow();
        try (NetworkEngine engine =
                Engines.create(new EngineOptions(EngineKind.AUTO, 0), saved.network(), gan.batchSize())) {
            return new SampleRenderer(gan, engine, seed).fresh(Quality.FAKES, 1).pixels();
        }
    }

    private String row(String name, List<Result> results) {
        StringBuilder row =
                new StringBuilder(String.format(Locale.ROOT, "| `%s` | %,d | %d |", name, steps, results.size()));
        for (Metric metric : SHOWN) {
            row.append(' ')
                    .append(overSeeds(results.stream()
                            .map(each -> each.quality.get(metric))
                            .toList()))
                    .append(" |");
        }
        double spread = results.stream().mapToDouble(Result::spread).average().orElse(Double.NaN);
        return row.append(String.format(Locale.ROOT, " %.3g |", spread)).toString();
    }

    /** The mean over seeds with its standard error, where there are several, and the reals' in brackets. */
    static String overSeeds(List<Quality.Measured> seeds) {
        double[] fakes = seeds.stream().mapToDouble(Quality.Measured::fakes).toArray();
        double mean = Arrays.stream(fakes).average().orElse(Double.NaN);
        double squares = Arrays.stream(fakes)
                .map(value -> (value - mean) * (value - mean))
                .sum();
        int n = fakes.length;
        String error = n < 2 ? "" : String.format(Locale.ROOT, " ± %.2g", Math.sqrt(squares / (n - 1) / n));
        double reals =
                seeds.stream().mapToDouble(Quality.Measured::reals).average().orElse(Double.NaN);
        return String.format(Locale.ROOT, "%.3g%s (%.3g)", mean, error, reals);
    }
}
