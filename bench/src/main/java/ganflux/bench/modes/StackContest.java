package ganflux.bench.modes;

import ganflux.ingest.source.DataSpec;
import ganflux.monitor.diversity.Shares;
import ganflux.stream.image.ImageShape;
import java.util.Arrays;
import java.util.List;

/** Stacks of three digits: a thousand modes, each channel's digit told by a classifier of single digits. */
final class StackContest implements Contest {
    private static final int CHANNELS = 3;
    private static final int MODES = 1000;

    private final DataSpec.Stacked data;
    private final DigitClassifier digits;

    /** Of stacks of the digits that {@code digits} has learned. */
    StackContest(DataSpec.Stacked data, DigitClassifier digits) {
        this.data = data;
        this.digits = digits;
    }

    @Override
    public DataSpec data() {
        return data;
    }

    @Override
    public String name() {
        return "stacked-mnist";
    }

    @Override
    public ImageShape shape() {
        return new ImageShape(CHANNELS, digits.shape().height(), digits.shape().width());
    }

    @Override
    public int trained() {
        return 128_000;
    }

    @Override
    public int counted() {
        return 26_000;
    }

    @Override
    public Figure figure() {
        return Figure.DIVERGENCE;
    }

    @Override
    public Score count(byte[] stacks) {
        int[] told = digits.of(stacks);
        int[] counts = new int[MODES];
        for (int i = 0; i < told.length; i += CHANNELS) {
            counts[100 * told[i] + 10 * told[i + 1] + told[i + 2]]++;
        }
        double[] equal = new double[MODES];
        Arrays.fill(equal, 1.0 / MODES);
        return new Score(
                Arrays.stream(counts).filter(count -> count > 0).count(),
                Shares.kullbackLeibler(Shares.of(counts), equal));
    }

    @Override
    public List<Published> published() {
        return Published.STACKED_MNIST;
    }

    @Override
    public int publishedSteps() {
        return 100_000;
    }
}
