package ganflux.bench.presets;

import ganflux.bench.DocumentTable;
import ganflux.bench.PrecisionOption;
import ganflux.ingest.source.DataSpec;
import ganflux.stream.command.UsageError;
import ganflux.stream.command.Version;
import ganflux.trainer.preset.Preset;
import ganflux.trainer.preset.Presets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Presets on images: how near their fakes come to the reals, and a grid of them. */
@Command(
        name = "presets",
        description =
                "Frechet distance, coverage and a grid of image presets after a number of steps, trained without Kafka;"
                        + " in brackets what as many reals give. docs/PRESETS.md has the table.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class PresetsBench implements Callable<Integer> {
    /** As {@link PresetResult#row} fills it. */
    static final DocumentTable TABLE = new DocumentTable(
            "presets", List.of("preset", "data", "steps", "minutes", "Frechet distance", "coverage", "grid"));

    @Option(
            names = "--preset",
            required = true,
            split = ",",
            paramLabel = "NAME|FILE.yaml",
            description = "GANs to train, one after another.")
    List<String> presets = List.of();

    @Option(
            names = "--data",
            paramLabel = "DATA",
            defaultValue = DataSpec.DEFAULT,
            description =
                    "digits, idx:IMAGES[,LABELS], folder:DIR, cifar10:FILE|DIR or stacked-mnist:IMAGES,LABELS (default:"
                            + " ${DEFAULT-VALUE}).")
    String data = DataSpec.DEFAULT;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "2000",
            description = "Steps of each (default: ${DEFAULT-VALUE}).")
    int steps = 2000;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of weights, noise and the order of the data (default: ${DEFAULT-VALUE}).")
    long seed = 1;

    @Mixin
    PrecisionOption precision = new PrecisionOption();

    @Option(
            names = "--document",
            paramLabel = "FILE.md",
            description = "Also put the rows into the table of this file, and the grids into images/presets beside it.")
    @Nullable
    Path document;

    @Override
    public Integer call() throws IOException {
        DataSpec spec = DataSpec.parse(data);
        List<Preset> gans = presets.stream().map(Presets::of).toList();
        for (Preset gan : gans) {
            if (gan.shape().isPoint()) {
                throw new UsageError(
                        "--preset " + gan.name() + " is of points; ./ganflux bench modes counts their modes");
            }
        }
        if (steps < 1) {
            throw new UsageError("--steps must be at least 1 but is " + steps);
        }
        if (document != null) {
            TABLE.require(document);
        }
        List<String> rows = new ArrayList<>();
        for (Preset gan : gans) {
            PresetResult result = PresetResult.of(gan, spec, seed, steps, precision.get());
            String row = result.row(precision.suffix());
            rows.add(row);
            if (document != null) {
                write(result, row, document);
            }
        }
        System.out.print(TABLE.of(rows));
        return 0;
    }

    private static void write(PresetResult result, String row, Path file) throws IOException {
        TABLE.put(result.preset(), row, file);
        Path grid = file.resolveSibling(result.gridFile());
        Files.createDirectories(grid.toAbsolutePath().getParent());
        Files.write(grid, result.grid());
    }
}
