package ganflux.bench.modes;

import ganflux.ingest.source.PointMixture;
import ganflux.stream.command.UsageError;
import ganflux.stream.image.ImageShape;
import ganflux.trainer.preset.Preset;
import ganflux.trainer.preset.Presets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Several GANs on points around known modes, and how many of those they capture. */
@Command(
        name = "modes",
        description = "Modes that a GAN captures of a mixture, trained from memory, beside what papers have published.",
        mixinStandardHelpOptions = true)
public final class ModesBench implements Callable<Integer> {
    @Option(
            names = "--preset",
            paramLabel = "NAME|FILE.yaml",
            defaultValue = "ring8",
            description = "GAN to train: ring8, grid25 or one of your own on points (default: ${DEFAULT-VALUE}).")
    String preset = "ring8";

    @Option(
            names = "--data",
            paramLabel = "MIXTURE",
            description = "ring8, grid25 or gaussian1d (default: that of the preset's name).")
    @Nullable
    String data;

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "3",
            description = "GANs to train, of seeds 1 to N (default: ${DEFAULT-VALUE}).")
    int runs = 3;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "20000",
            description = "Steps of each; the papers' have 400000 (default: ${DEFAULT-VALUE}).")
    int steps = 20_000;

    @Option(names = "--json", paramLabel = "FILE", description = "Also write the results to this file.")
    @Nullable
    Path json;

    @Override
    public Integer call() throws IOException {
        Preset gan = Presets.of(preset);
        PointMixture mixture = mixture(data == null ? gan.name() : data);
        require(gan, mixture);
        System.out.printf(
                Locale.ROOT,
                "%s on %s: %,d steps of %d points, counted on %,d%n",
                gan.name(),
                mixture.id(),
                steps,
                gan.batchSize(),
                MixtureRun.COUNTED);
        List<MixtureRun> done = new ArrayList<>();
        for (int seed = 1; seed <= runs; seed++) {
            MixtureRun run = MixtureRun.of(gan, mixture, seed, steps);
            done.add(run);
            String took = String.format(Locale.ROOT, "seed %d, in %.0f s", seed, run.seconds());
            row(took, run.modes(), 100 * run.highQuality());
        }
        row("mean", mean(done, MixtureRun::modes), 100 * mean(done, MixtureRun::highQuality));
        List<Published> rows = Published.of(mixture);
        if (!rows.isEmpty()) {
            System.out.printf(Locale.ROOT, "published, after %,d steps:%n", Published.STEPS);
            rows.forEach(row -> row(row.method(), row.modes(), row.highQuality()));
        }
        if (json != null) {
            Files.writeString(json, json(gan, mixture, done));
        }
        return 0;
    }

    private static PointMixture mixture(String name) {
        return Arrays.stream(PointMixture.values())
                .filter(mixture -> mixture.id().equals(name))
                .findFirst()
                .orElseThrow(() -> new UsageError("--data '" + name + "' must be one of "
                        + Arrays.stream(PointMixture.values())
                                .map(PointMixture::id)
                                .collect(Collectors.joining(", "))));
    }

    private void require(Preset gan, PointMixture mixture) {
        ImageShape shape = ImageShape.points(mixture.dimensions());
        if (!gan.shape().equals(shape)) {
            throw new UsageError("--preset " + preset + " takes " + gan.shape() + " but --data " + mixture.id()
                    + " gives " + shape + "; give a preset for those");
        }
        if (runs < 1 || steps < 1) {
            throw new UsageError("--runs and --steps must be at least 1 but are " + runs + " and " + steps);
        }
    }

    private static void row(String what, double modes, double percent) {
        System.out.printf(Locale.ROOT, "  %-26s modes %5.1f   high quality %5.1f %%%n", what, modes, percent);
    }

    private static double mean(List<MixtureRun> runs, ToDoubleFunction<MixtureRun> figure) {
        return runs.stream().mapToDouble(figure).average().orElse(Double.NaN);
    }

    private String json(Preset gan, PointMixture mixture, List<MixtureRun> done) {
        return String.format(
                Locale.ROOT,
                "{\"preset\": \"%s\", \"data\": \"%s\", \"steps\": %d, \"points\": %d, \"runs\": [%s]}%n",
                gan.name(),
                mixture.id(),
                steps,
                MixtureRun.COUNTED,
                done.stream().map(MixtureRun::json).collect(Collectors.joining(",\n ")));
    }
}
