package ganflux.bench.modes;

import ganflux.ingest.source.DataSpec;
import ganflux.ingest.source.Image;
import ganflux.ingest.source.ImageSource;
import ganflux.ingest.source.SourceOptions;
import ganflux.monitor.diversity.Features;
import ganflux.monitor.diversity.space.TinyNetwork;
import ganflux.stream.command.UserError;
import ganflux.stream.image.ImageShape;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Tells the digits of grey images apart, having learned them from labelled ones; each tenth of those is kept to see how often it is
 * right. One thread.
 */
final class DigitClassifier {
    private static final int CLASSES = 10;
    private static final int HIDDEN = 256;
    private static final int PASSES = 8;
    private static final int MINIBATCH = 32;
    private static final int KEPT = 10;
    private static final long SEED = 1;

    private final ImageShape shape;
    private final TinyNetwork network;
    private final double accuracy;

    private DigitClassifier(ImageShape shape, List<Image> images) {
        this.shape = shape;
        network = new TinyNetwork(shape.size(), HIDDEN, CLASSES, SEED);
        List<Image> learned = IntStream.range(0, images.size())
                .filter(i -> i % KEPT != 0)
                .mapToObj(images::get)
                .toList();
        List<Image> kept = IntStream.range(0, images.size())
                .filter(i -> i % KEPT == 0)
                .mapToObj(images::get)
                .toList();
        learn(features(joined(learned)), labels(learned));
        int[] told = of(joined(kept));
        int[] labels = labels(kept);
        accuracy = IntStream.range(0, told.length)
                        .filter(i -> told[i] == labels[i])
                        .count()
                / (double) told.length;
    }

    /**
     * Learns from grey digits.
     *
     * @throws UserError where one has no label from 0 to 9
     */
    static DigitClassifier of(DataSpec.Idx set) {
        try (ImageSource source = set.open(SourceOptions.defaults().withShuffle(true))) {
            List<Image> images = new ArrayList<>();
            source.images(0).toIterable().forEach(images::add);
            images.stream()
                    .filter(image -> image.label() < 0 || image.label() >= CLASSES)
                    .findFirst()
                    .ifPresent(image -> {
                        throw new UserError(
                                "--data " + source.id() + " has an image without a label from 0 to 9, by which digits"
                                        + " are told apart; give stacked-mnist:IMAGES,LABELS");
                    });
            return new DigitClassifier(
                    new ImageShape(1, source.shape().height(), source.shape().width()), images);
        }
    }

    private void learn(Features x, int[] labels) {
        for (int pass = 0; pass < PASSES; pass++) {
            for (int from = 0; from < labels.length; from += MINIBATCH) {
                network.train(x, labels, from, Math.min(labels.length, from + MINIBATCH));
            }
        }
    }

    private static byte[] joined(List<Image> images) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        images.forEach(image -> bytes.writeBytes(image.pixels()));
        return bytes.toByteArray();
    }

    private static int[] labels(List<Image> images) {
        return images.stream().mapToInt(Image::label).toArray();
    }

    private Features features(byte[] images) {
        float[] values = new float[images.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (images[i] & 0xff) / 255f;
        }
        return new Features(values, shape.size());
    }

    /** The shape of a digit. */
    ImageShape shape() {
        return shape;
    }

    /** The share of the digits that it did not learn from which it tells right, 0 to 1. */
    double accuracy() {
        return accuracy;
    }

    /**
     * The digit in each of many grey images.
     *
     * @param images one after another; the channels of a stack are three of them
     */
    int[] of(byte[] images) {
        int[] told = new int[images.length / shape.size()];
        float[] units = new float[HIDDEN];
        byte[] one = new byte[shape.size()];
        for (int i = 0; i < told.length; i++) {
            System.arraycopy(images, i * one.length, one, 0, one.length);
            float[] shares = network.probabilities(features(one), 0, units);
            for (int digit = 1; digit < CLASSES; digit++) {
                told[i] = shares[digit] > shares[told[i]] ? digit : told[i];
            }
        }
        return told;
    }
}
