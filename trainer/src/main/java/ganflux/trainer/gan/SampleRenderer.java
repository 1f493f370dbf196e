package ganflux.trainer.gan;

import ganflux.trainer.engine.NetworkEngine;
import ganflux.trainer.engine.Pass;
import ganflux.trainer.gan.Latents.Point;
import ganflux.trainer.preset.Preset;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Draws images, or points, from a generator in inference mode, as bytes, one after another. It uses the generator's engine between steps
 * and changes nothing that training depends on. The engine's thread.
 *
 * <p>A class is one of the preset's condition, or a category of its code; where that has neither, images are of the class {@value #NONE}.
 */
public final class SampleRenderer {
    /** The class of images of a preset that has none. */
    public static final int NONE = -1;

    private static final int FIXED = 0;
    private static final int FRESH = 1;

    private final Preset preset;
    private final NetworkEngine generator;
    private final long seed;
    private final int batch;
    private final PixelScale scale;

    /**
     * Images, and what was asked for.
     *
     * @param pixels uint8 CHW, image after image
     * @param labels the class of each; none where the preset has no classes
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on and read, never compared
    public record Drawn(byte[] pixels, int[] labels) {}

    /** Fills rows of the generator's input, of images {@code first} to {@code first + n - 1}; the rows behind do not matter. */
    private interface Asking {
        void fill(Latents latents, int first, int n);
    }

    /** Draws from {@code generator}, whose passes may have as many examples as the preset's batch. */
    public SampleRenderer(Preset preset, NetworkEngine generator, long seed) {
        this.preset = preset;
        this.generator = generator;
        this.seed = seed;
        batch = preset.batchSize();
        scale = new PixelScale(preset.range());
    }

    /** The first {@code count} images of this seed's fixed noise, of any classes: the same z and classes at every call. */
    public byte[] fixed(int count) {
        return draw(count, noise(0, FIXED)).pixels;
    }

    /** As {@link #fixed(int)}, of these classes in turn. */
    public byte[] fixed(int count, List<Integer> classes) {
        Asking noise = noise(0, FIXED);
        return draw(count, (latents, first, n) -> {
                    noise.fill(latents, first, n);
                    for (int i = 0; i < n; i++) {
                        latents.ask(i, classes.get((first + i) % classes.size()));
                    }
                })
                .pixels;
    }

    /** {@code count} images, of any classes, from noise that belongs to {@code step} alone; never noise that training uses. */
    public Drawn fresh(int count, long step) {
        return draw(count, noise(step, FRESH));
    }

    /** As {@link #fresh(int, long)}, told batch by batch, so that no more than a batch need be in memory. */
    public void fresh(int count, long step, Consumer<Drawn> batches) {
        draw(count, noise(step, FRESH), batches);
    }

    private Asking noise(long step, int kind) {
        // Training draws from steps above 0 and small draw numbers; negative ones are for looking.
        return (latents, first, n) -> latents.draw(LatentNoise.random(seed, step, -1 - (2 * (first / batch) + kind)));
    }

    /** A row of images for each class, and in each column the same noise. */
    public byte[] table(List<Integer> classes, int columns) {
        return rows(classes, points(columns));
    }

    /** A row of images for each class, and from column to column, two at least, a step on the way from this seed's first point to its second. */
    public byte[] walk(List<Integer> classes, int columns) {
        List<Point> ends = points(2);
        return rows(
                classes,
                IntStream.range(0, columns)
                        .mapToObj(i ->
                                Interpolation.between(preset.noise(), ends.get(0), ends.get(1), i / (columns - 1.0)))
                        .toList());
    }

    private List<Point> points(int count) {
        SplittableRandom random = LatentNoise.random(seed, 0, 0);
        Latents latents = new Latents(preset, 1);
        return IntStream.range(0, count).mapToObj(i -> latents.point(random)).toList();
    }

    private byte[] rows(List<Integer> classes, List<Point> columns) {
        return draw(classes.size() * columns.size(), (latents, first, n) -> {
                    for (int i = 0; i < n; i++) {
                        int image = first + i;
                        latents.put(i, classes.get(image / columns.size()), columns.get(image % columns.size()));
                    }
                })
                .pixels;
    }

    private Drawn draw(int count, Asking asking) {
        ByteArrayOutputStream pixels =
                new ByteArrayOutputStream(count * preset.shape().bytes());
        IntStream.Builder labels = IntStream.builder();
        draw(count, asking, drawn -> {
            pixels.writeBytes(drawn.pixels);
            IntStream.of(drawn.labels).forEach(labels::add);
        });
        return new Drawn(pixels.toByteArray(), labels.build().toArray());
    }

    private void draw(int count, Asking asking, Consumer<Drawn> batches) {
        boolean asked = preset.condition().categories() > 0;
        Latents latents = new Latents(preset, batch);
        for (int done = 0; done < count; done += batch) {
            int n = Math.min(batch, count - done);
            asking.fill(latents, done, n);
            INDArray images = generator.forward(latents.array(), Pass.INFERENCE);
            byte[] pixels = scale.toBytes(
                    FloatArray.over(images).buffer(), n * preset.shape().size());
            batches.accept(new Drawn(pixels, asked ? Arrays.copyOf(latents.labels(), n) : new int[0]));
        }
    }
}
