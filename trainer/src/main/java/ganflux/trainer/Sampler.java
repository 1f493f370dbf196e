package ganflux.trainer;

import com.google.protobuf.ByteString;
import ganflux.stream.image.ImageShape;
import ganflux.trainer.gan.SampleRenderer;
import ganflux.trainer.gan.SampleRenderer.Drawn;
import ganflux.trainer.preset.Preset;
import ganflux.v1.SampleBatch;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes samples: fakes of this moment, and the newest real images that were trained. The first sample's fakes of fixed noise tell
 * how long an image takes; all samples have as many fresh fakes as take a tenth of a second, 128 to 512, since diversity can be
 * compared at equal numbers only; fewer where they would be more than {@value #MAX_BYTES} bytes. Below {@value #FEWEST_MEASURED}, for
 * images of more than 64 KiB, no diversity can be measured, which is said once. Confined to the training thread.
 */
final class Sampler {
    private static final Logger log = LoggerFactory.getLogger(Sampler.class);
    private static final int WIRE_VERSION = 1;
    private static final int FIXED = 64;
    private static final int FEWEST_ROWS = 8;
    private static final int MOST_ROWS = 16;
    private static final int FEWEST = 128;
    private static final int MOST = 512;
    private static final double WORTH_NANOS = 1e8;
    private static final int REALS = 256;
    private static final int MAX_BYTES = 2 << 20;

    /** What the monitor's evaluation asks for at least. */
    private static final int FEWEST_MEASURED = 32;

    private static final long REST = 50;
    private static final long LONGEST_REST_NANOS = 10_000_000_000L;

    private final TrainerConfig config;
    private final Deque<Minibatch> newest = new ArrayDeque<>();
    private int held;
    private int fresh;
    private long dueNanos = System.nanoTime();

    Sampler(TrainerConfig config) {
        this.config = config;
        ImageShape shape = config.preset().shape();
        if (MAX_BYTES / shape.bytes() < FEWEST_MEASURED) {
            log.warn(
                    "images of {}x{}x{} are more than {} bytes each: too large for the monitor to measure their diversity, so that"
                            + " there is no ModeCollapse alarm and no best checkpoint by a metric",
                    shape.channels(),
                    shape.height(),
                    shape.width(),
                    MAX_BYTES / FEWEST_MEASURED);
        }
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
     * samples take long, after fifty times what this one took, up to ten seconds.
     */
    SampleBatch sample(SampleRenderer renderer, long step, long nowMs) {
        Preset preset = config.preset();
        ImageShape shape = preset.shape();
        int atMost = Math.max(1, MAX_BYTES / shape.bytes());
        long begin = System.nanoTime();
        byte[] fixed = fixed(renderer, preset, atMost);
        double nanosAnImage = (System.nanoTime() - begin) / (double) shape.count(fixed);
        if (fresh == 0) {
            fresh = affordable(nanosAnImage);
        }
        Drawn freshFakes = renderer.fresh(Math.min(fresh, atMost), step);
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
                .setFixedFakes(ByteString.copyFrom(fixed))
                .setFreshFakes(ByteString.copyFrom(freshFakes.pixels()));
        if (preset.condition().classes() > 0) {
            IntStream.of(freshFakes.labels()).forEach(sample::addFreshLabels);
        }
        addReals(sample, Math.min(REALS, atMost), shape.bytes());
        SampleBatch made = sample.build();
        long end = System.nanoTime();
        dueNanos =
                end + Math.max(config.sampleInterval().toNanos(), Math.min(REST * (end - begin), LONGEST_REST_NANOS));
        return made;
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

    private void addReals(SampleBatch.Builder sample, int wanted, int size) {
        ByteString.Output pixels = ByteString.newOutput(Math.min(wanted, held) * size);
        int left = wanted;
        for (var each = newest.descendingIterator(); each.hasNext() && left > 0; ) {
            Minibatch minibatch = each.next();
            int n = Math.min(left, minibatch.labels().length);
            pixels.write(minibatch.pixels(), 0, n * size);
            for (int i = 0; i < n; i++) {
                sample.addRealLabels(minibatch.labels()[i]);
            }
            left -= n;
        }
        sample.setReals(pixels.toByteString());
    }
}
