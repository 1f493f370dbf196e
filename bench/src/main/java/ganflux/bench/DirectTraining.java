package ganflux.bench;

import ganflux.ingest.source.Image;
import ganflux.stream.command.UserError;
import ganflux.trainer.Model;
import ganflux.trainer.gan.AlternatingStep;
import ganflux.trainer.preset.Preset;
import java.util.Iterator;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;

/** Training without Kafka: images go from their source straight to the step. */
public final class DirectTraining {
    private static final int PREFETCH = 256;

    private DirectTraining() {}

    /**
     * Makes steps 1 to {@code steps}, on the calling thread.
     *
     * @param images without end, of the preset's shape
     * @return seconds that it took
     * @throws UserError where the preset has classes and an image has none
     */
    public static double run(Model model, Preset preset, Flux<Image> images, int steps) {
        return run(model, preset, images, steps, step -> {});
    }

    /**
     * As {@link #run(Model, Preset, Flux, int)}.
     *
     * @param then is told each step when it has been made, and may use the model; its time is not part of what comes back
     */
    public static double run(Model model, Preset preset, Flux<Image> images, int steps, IntConsumer then) {
        int size = preset.shape().bytes();
        int most = AlternatingStep.imagesPerStep(preset);
        byte[] pixels = new byte[most * size];
        int[] labels = new int[most];
        long nanos = 0;
        try (Stream<Image> stream = images.toStream(PREFETCH)) {
            Iterator<Image> next = stream.iterator();
            for (int step = 1; step <= steps; step++) {
                long begin = System.nanoTime();
                long count = AlternatingStep.images(preset, step, 1);
                for (int i = 0; i < count; i++) {
                    Image image = next.next();
                    System.arraycopy(image.pixels(), 0, pixels, i * size, size);
                    labels[i] = classOf(image, preset);
                }
                var unused = model.train(pixels, labels, step);
                nanos += System.nanoTime() - begin;
                then.accept(step);
            }
        }
        return nanos / 1e9;
    }

    private static int classOf(Image image, Preset preset) {
        int classes = preset.condition().classes();
        if (classes > 0 && (image.label() < 0 || image.label() >= classes)) {
            throw new UserError("--preset " + preset.name() + " needs images with a label from 0 to " + (classes - 1)
                    + " but one has " + image.label() + "; give --data with labels");
        }
        return image.label();
    }
}
