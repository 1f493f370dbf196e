package ganflux.ingest.source;

import ganflux.stream.command.UsageError;
import java.io.IOException;

/**
 * An endless stream of images whose red, green and blue are three grey images of a set, drawn at random: of ten digits a
 * thousand equally likely modes (Metz et al. 2017, after Che et al. 2017). With d, e and f the labels of red, green and blue,
 * the label is 100 d + 10 e + f. Image {@code i} is a pure function of set, seed and {@code i}.
 */
final class StackedSource extends DrawnSource {
    private static final int CHANNELS = 3;
    private static final int CLASSES = 10;

    private final ImageSet set;

    /** Of a grey set whose images can all be read; {@code name} is what the stream is called. */
    StackedSource(ImageSet set, String name, SourceOptions options) {
        super(name, new ImageShape(CHANNELS, set.shape().size()), options);
        options.requireNoOrder("stacked-mnist");
        if (options.channels().orElse(CHANNELS) != CHANNELS) {
            throw new UsageError("--channels " + options.channels().getAsInt() + " does not fit --data stacked-mnist,"
                    + " whose images have 3; leave it out");
        }
        this.set = set;
    }

    @Override
    Image image(long index, SplitMix64 random) {
        byte[] pixels = new byte[shape().bytes()];
        int label = 0;
        for (int channel = 0; channel < CHANNELS; channel++) {
            int item = random.nextInt(set.size());
            byte[] grey = read(item);
            System.arraycopy(grey, 0, pixels, channel * grey.length, grey.length);
            int digit = set.label(item);
            boolean known = label >= 0 && digit >= 0 && digit < CLASSES;
            label = known ? CLASSES * label + digit : Image.UNLABELLED;
        }
        return new Image(index, label, pixels);
    }

    private byte[] read(int item) {
        try {
            return set.pixels(item);
        } catch (IOException e) {
            throw new IllegalStateException(set.name(item) + " is in memory and cannot fail to be read", e);
        }
    }
}
