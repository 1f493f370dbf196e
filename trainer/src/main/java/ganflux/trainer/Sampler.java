package ganflux.trainer;

import com.google.protobuf.ByteString;
import ganflux.stream.image.ImageShape;
import ganflux.stream.image.Thumbnails;
import ganflux.trainer.gan.SampleRenderer;
import ganflux.trainer.preset.Preset;
import ganflux.v1.SampleBatch;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Makes samples: fakes of this moment, and the newest real images that were trained. The first sample's fakes of fixed noise tell
 * how long an image takes; all samples have as many fresh fakes as take a tenth of a second, 128 to 512, since diversity can be
 * compared at equal numbers only.
 *
 * <p>Of each kind {@value #MAX_BYTES} bytes are sent at most: where those are fewer than 128 images (of over 16 KiB), they are
 * to look at, and all are sent as {@link Thumbnails} besides, which is what the monitor measures on. Of fixed noise there is one image at
 * least. Confined to the training thread.
 */
final class Sampler {
    private static final int WIRE_VERSION = 1;
    private static final int FIXED = 64;
    private static final int FEWEST_ROWS = 8;
    private static final int MOST_ROWS = 16;
    private static final int FEWEST = 128;
    private static final int MOST = 512;
    private static final double WORTH_NANOS = 1e8;
    private static final int REALS = 256;
    private static final int MAX_BYTES = 2 << 20;
    private static final long REST = 50;
    private static final long LONG_REST_NANOS = 10_000_000_000L;
    private static final long LEAST_REST = 10;

    private final TrainerConfig config;
    private final int inFull;
    private final Optional<Thumbnails> thumbnails;
    private final Deque<Minibatch> newest = new ArrayDeque<>();
    private int held;
    private int fresh;
    private long dueNanos = System.nanoTime();

    Sampler(TrainerConfig config) {
        this.config = config;
        ImageShape shape = config.preset().shape();
        inFull = MAX_BYTES / shape.bytes();
        thumbnails = inFull < FEWEST ? Optional.of(new Thumbnails(shape)) : Optional.empty();
    }

    /** Takes note of the images of a step. */
    void trained(Minibatch minibatch) {
        newest.addLast(minibatch);
        held += minibatch.labels().length;
        while (held - newest.getFirst().labels().length >= REALS) {
            held -= newest.removeFirst().labels().length;
        }
    }

    /** Whether the next sample is due. */
    boolean isDue() {
        return System.nanoTime() - dueNanos >= 0;
    }

    /**
     * A sample of what {@code renderer}'s generator draws after {@code step}. The next one is due after the interval; where
     * samples take long, after fifty times what this one took or ten seconds, and never before ten times that.
     */
    SampleBatch sample(SampleRenderer renderer, long step, long nowMs) {
        Preset preset = config.preset();
        ImageShape shape = preset.shape();
        long begin = System.nanoTime();
        byte[] fixed = fixed(renderer, preset, Math.max(1, inFull));
        double nanosAnImage = (System.nanoTime() - begin) / (double) shape.count(fixed);
        if (fresh == 0) {
            fresh = affordable(nanosAnImage);
        }
        SampleBatch.Builder sample = SampleBatch.newBuilder()
                .setVersion(WIRE_VERSION)
                .setRunId(config.run())
                .setPreset(preset.name())
                .setStep(step)
                .setCreatedAtMs(nowMs)
                .setChannels(shape.channels())
                .setHeight(shape.height())
                .setWidth(shape.width())
                .setFormat(shape.format())
                .setFixedFakes(ByteString.copyFrom(fixed));
        addFakes(sample, renderer);
        addReals(sample);
        thumbnails.ifPresent(small -> sample.setReduction(small.factor()));
        SampleBatch made = sample.build();
        long end = System.nanoTime();
        dueNanos = end + restNanos(config.sampleInterval().toNanos(), end - begin);
        return made;
    }

    /** How long to rest after a sample that took {@code tookNanos}, where one is wanted each {@code intervalNanos}. */
    static long restNanos(long intervalNanos, long tookNanos) {
        return Math.max(Math.max(intervalNanos, LEAST_REST * tookNanos), Math.min(REST * tookNanos, LONG_REST_NANOS));
    }

    /**
     * Where there are classes or categories a square, whose rows are of one each and in whose columns the noise is the same: of as many
     * rows as there are, but {@value #FEWEST_ROWS} to {@value #MOST_ROWS}.
     */
    private static byte[] fixed(SampleRenderer renderer, Preset preset, int atMost) {
        int categories = preset.condition().categories();
        if (categories == 0) {
            return renderer.fixed(Math.min(FIXED, atMost));
        }
        int side = Math.min((int) Math.sqrt(atMost), Math.max(FEWEST_ROWS, Math.min(MOST_ROWS, categories)));
        return renderer.table(
                IntStream.range(0, side).mapToObj(row -> row % categories).toList(), side);
    }

    /** The greatest power of two that is worth its time. */
    static int affordable(double nanosAnImage) {
        int count = MOST;
        while (count > FEWEST && count * nanosAnImage > WORTH_NANOS) {
            count /= 2;
        }
        return count;
    }

    /** How many of {@code wanted} images are sent: all that fit in full, or all, where they are sent reduced. */
    private int sent(int wanted) {
        return thumbnails.isPresent() ? wanted : Math.min(wanted, inFull);
    }

    private void addFakes(SampleBatch.Builder sample, SampleRenderer renderer) {
        SampledImages fakes = new SampledImages(config.preset().shape(), inFull, thumbnails);
        boolean asked = config.preset().condition().classes() > 0;
        renderer.fresh(sent(fresh), sample.getStep(), drawn -> {
            fakes.add(drawn.pixels(), config.preset().shape().count(drawn.pixels()));
            if (asked) {
                IntStream.of(drawn.labels()).forEach(sample::addFreshLabels);
            }
        });
        sample.setFreshFakes(fakes.full()).setReducedFakes(fakes.reduced());
    }

    private void addReals(SampleBatch.Builder sample) {
        SampledImages reals = new SampledImages(config.preset().shape(), inFull, thumbnails);
        int left = sent(REALS);
        for (var each = newest.descendingIterator(); each.hasNext() && left > 0; ) {
            Minibatch minibatch = each.next();
            int n = Math.min(left, minibatch.labels().length);
            reals.add(minibatch.pixels(), n);
            for (int i = 0; i < n; i++) {
                sample.addRealLabels(minibatch.labels()[i]);
            }
            left -= n;
        }
        sample.setReals(reals.full()).setReducedReals(reals.reduced());
    }
}
