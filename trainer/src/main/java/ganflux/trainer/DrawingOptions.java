package ganflux.trainer;

import ganflux.stream.command.UsageError;
import ganflux.stream.image.GridPng;
import ganflux.trainer.gan.SampleRenderer;
import ganflux.trainer.preset.Preset;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What {@code ganflux generate} draws: any images, those of some classes, a table of classes, a walk; a picocli mixin. */
final class DrawingOptions {
    private static final int COUNT = 64;
    private static final int COLUMNS = 10;

    /** Their bytes have to fit into one array, and into memory twice. */
    private static final int MOST_BYTES = 1 << 30;

    enum Layout {
        CLASSES
    }

    @Option(
            names = "--count",
            paramLabel = "N",
            description =
                    "Images to draw, with --grid classes of each class; 64, or 10 of each class, where it is left out.")
    private @Nullable Integer count;

    @Option(
            names = "--class",
            split = ",",
            paramLabel = "N",
            description =
                    "Draw images of this class, or of several in turn, such as 3,5; for a preset with a condition."
                            + " Otherwise classes are drawn by chance.")
    private List<Integer> classes = List.of();

    @Option(
            names = "--grid",
            paramLabel = "classes",
            description = "One row of images for each class, or each of --class; in each column the noise is the same.")
    private @Nullable Layout grid;

    @Option(
            names = "--walk",
            paramLabel = "N",
            description =
                    "N images on the way from one point of noise to another, side by side, or as an animation where --out"
                            + " ends in .gif; with a condition one row for each class, or each of --class.")
    private @Nullable Integer walk;

    /**
     * Images that were drawn.
     *
     * @param pixels uint8 CHW, image after image
     * @param columns in which to show them
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on and read, never compared
    record Drawing(byte[] pixels, int columns) {}

    /** Checks what does not depend on a preset. */
    void check(boolean animation) {
        atLeastOne("--count", count);
        if (walk != null && walk < 2) {
            throw new UsageError("--walk must be at least 2 but is " + walk);
        }
        if (walk != null && (grid != null || count != null)) {
            throw new UsageError(
                    "--walk goes neither with --grid nor with --count; its number is that of the images in a row");
        }
        if (animation && walk == null) {
            throw new UsageError(
                    "--out ends in .gif, which is for a walk; give --walk 20, or a name that ends in .png");
        }
    }

    private static void atLeastOne(String name, @Nullable Integer value) {
        if (value != null && value < 1) {
            throw new UsageError(name + " must be at least 1 but is " + value);
        }
    }

    /** Draws, from a preset's generator. */
    Drawing draw(Preset preset, SampleRenderer renderer) {
        int known = preset.condition().categories();
        for (int label : classes) {
            if (label < 0 || label >= known) {
                throw new UsageError("--class is " + label + " but preset " + preset.name()
                        + (known == 0 ? " has no classes; leave it out" : " has classes 0 to " + (known - 1)));
            }
        }
        if (walk != null) {
            requireFitting("--walk", walk, rows(known).size(), preset);
            return new Drawing(renderer.walk(rows(known), walk), walk);
        }
        if (grid == Layout.CLASSES) {
            if (known == 0) {
                throw new UsageError("--grid is classes but preset " + preset.name() + " has none; leave it out");
            }
            int columns = count == null ? COLUMNS : count;
            requireFitting("--count", columns, rows(known).size(), preset);
            return new Drawing(renderer.table(rows(known), columns), columns);
        }
        int images = count == null ? COUNT : count;
        requireFitting("--count", images, 1, preset);
        return new Drawing(
                classes.isEmpty() ? renderer.fixed(images) : renderer.fixed(images, classes), GridPng.columns(images));
    }

    private static void requireFitting(String name, int columns, int rows, Preset preset) {
        int most = MOST_BYTES / preset.shape().bytes() / rows;
        if (columns > most) {
            throw new UsageError(name + " must be at most " + most + " but is " + columns + ": the "
                    + (preset.shape().isPoint() ? "points" : "images") + " of preset " + preset.name() + ", "
                    + preset.shape() + ", may take 1 GiB" + (rows == 1 ? "" : " in " + rows + " rows"));
        }
    }

    /** The classes of the rows. */
    private List<Integer> rows(int known) {
        if (known == 0) {
            return List.of(SampleRenderer.NONE);
        }
        return classes.isEmpty() ? IntStream.range(0, known).boxed().toList() : classes;
    }
}
