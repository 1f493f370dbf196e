package ganflux.trainer;

import ganflux.stream.command.CommonOptions;
import ganflux.stream.command.UsageError;
import ganflux.stream.command.UserError;
import ganflux.stream.image.GridGif;
import ganflux.stream.image.GridPng;
import ganflux.stream.image.ImageShape;
import ganflux.trainer.DrawingOptions.Drawing;
import ganflux.trainer.checkpoint.CheckpointStore;
import ganflux.trainer.checkpoint.RunDirectory;
import ganflux.trainer.checkpoint.SavedGenerator;
import ganflux.trainer.engine.EngineKind;
import ganflux.trainer.engine.EngineOptions;
import ganflux.trainer.engine.Engines;
import ganflux.trainer.engine.NetworkEngine;
import ganflux.trainer.gan.SampleRenderer;
import ganflux.trainer.preset.Preset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ganflux generate}: images, or points, from a run's newest checkpoint. */
@Command(
        name = "generate",
        description = "Draw images, or points, from a run's newest checkpoint: one grid, or a file for each.",
        sortOptions = false)
public final class GenerateCommand implements Callable<Integer> {
    private static final List<String> FOREIGN =
            List.of(".jpg", ".jpeg", ".bmp", ".webp", ".tif", ".tiff", ".svg", ".zip");

    @Option(names = "--dir", required = true, paramLabel = "DIR", description = "Directory of the run.")
    private Path directory = Path.of("");

    @Option(names = "--best", description = "Draw from the best checkpoint, see --keep-best, instead of the newest.")
    private boolean best;

    @Option(
            names = "--raw",
            description =
                    "Draw from the generator's weights themselves where the run keeps a moving average of them, see"
                            + " ema-kimg in docs/PRESETS.md, instead of from that.")
    private boolean raw;

    @Mixin
    private DrawingOptions drawing = new DrawingOptions();

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of the noise; the same seed draws the same images (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE.png|FILE.gif|DIR|FILE.csv",
            description =
                    "A file that ends in .png takes all images as one grid, one that ends in .gif the animation of --walk, a"
                            + " directory one file for each. Points take a file that ends in .csv.")
    private Path out = Path.of("");

    @Mixin
    final CommonOptions common = new CommonOptions();

    @Override
    public Integer call() {
        drawing.check(isAnimation());
        requireKnownEnding();
        CheckpointStore store =
                best ? new CheckpointStore(RunDirectory.best(directory), 1) : InspectCommand.newest(directory);
        SavedGenerator generator = store.latestGenerator(!raw).orElseThrow(() -> InspectCommand.none(directory));
        Preset preset = Continuation.preset(generator.manifest());
        PointsCsv.requireFitting(out, preset);
        Drawing drawn;
        try (NetworkEngine engine =
                Engines.create(new EngineOptions(EngineKind.AUTO, 0), generator.network(), preset.batchSize())) {
            drawn = drawing.draw(preset, new SampleRenderer(preset, engine, seed));
        }
        try {
            write(drawn, preset.shape());
        } catch (IOException e) {
            throw new UserError(
                    "--out " + out + " cannot be written (" + e + "); give a path that this user may write", e);
        }
        int count = preset.shape().count(drawn.pixels());
        System.out.printf(
                "%,d %s%s of step %,d in %s%n",
                count,
                preset.shape().isPoint() ? "point" : "image",
                count == 1 ? "" : "s",
                generator.manifest().getStep(),
                out);
        return 0;
    }

    /** Else a directory of that name would be made. */
    private void requireKnownEnding() {
        if (FOREIGN.stream().anyMatch(this::endsWith) && !Files.isDirectory(out)) {
            throw new UsageError("--out must end in .png, .gif or .csv, or name a directory, but is " + out
                    + "; no other format is written");
        }
    }

    private boolean isAnimation() {
        return endsWith(".gif");
    }

    private boolean endsWith(String ending) {
        return out.toString().toLowerCase(Locale.ROOT).endsWith(ending);
    }

    private void write(Drawing drawn, ImageShape shape) throws IOException {
        byte[] pixels = drawn.pixels();
        if (shape.isPoint() || isAnimation() || endsWith(".png")) {
            if (out.toAbsolutePath().getParent() != null) {
                Files.createDirectories(out.toAbsolutePath().getParent());
            }
            Files.write(out, file(drawn, shape));
            return;
        }
        Files.createDirectories(out);
        for (int i = 0; i < shape.count(pixels); i++) {
            byte[] one = Arrays.copyOfRange(pixels, i * shape.size(), (i + 1) * shape.size());
            Files.write(out.resolve(String.format(Locale.ROOT, "%06d.png", i)), GridPng.encode(one, shape));
        }
    }

    private byte[] file(Drawing drawn, ImageShape shape) {
        if (shape.isPoint()) {
            return PointsCsv.of(drawn.pixels(), shape);
        }
        return isAnimation()
                ? GridGif.encode(drawn.pixels(), shape, drawn.columns())
                : GridPng.encode(drawn.pixels(), shape, drawn.columns());
    }
}
