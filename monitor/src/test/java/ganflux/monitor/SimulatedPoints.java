package ganflux.monitor;

import com.google.protobuf.ByteString;
import ganflux.stream.image.Floats;
import ganflux.v1.PixelFormat;
import ganflux.v1.SampleBatch;
import ganflux.v1.ScoreSurface;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Samples of points as a training run would send them: reals on a ring of eight modes, or one; fakes that lack some. */
final class SimulatedPoints {
    private static final int FAKES = 512;
    private static final int REALS = 256;

    private SimulatedPoints() {}

    /** Fakes on three modes of eight, and some between. */
    static SampleBatch ring(SampleBatch base) {
        Random random = new Random(base.getStep());
        List<Integer> labels = new ArrayList<>();
        float[] reals = new float[2 * REALS];
        for (int i = 0; i < REALS; i++) {
            labels.add(i % 8);
            put(reals, i, i % 8 * Math.PI / 4, .01, random);
        }
        float[] fakes = new float[2 * FAKES];
        for (int i = 0; i < FAKES; i++) {
            double between = i % 10 == 0 ? .2 + .6 * random.nextDouble() : 0; // out of reach of either
            put(fakes, i, (i % 3 + between) * Math.PI / 4, .02, random);
        }
        return points(base, 2, reals, fakes)
                .clearRealLabels()
                .addAllRealLabels(labels)
                .setSurface(surface())
                .build();
    }

    /** Sure of what lies near the circle. */
    private static ScoreSurface surface() {
        ScoreSurface.Builder surface = ScoreSurface.newBuilder()
                .setLeft(-1.5f)
                .setRight(1.5f)
                .setBottom(-1.5f)
                .setTop(1.5f)
                .setSide(32);
        for (int i = 0; i < 32 * 32; i++) {
            int row = i / 32;
            double radius = Math.hypot((i % 32 + .5) / 32 * 3 - 1.5, (row + .5) / 32 * 3 - 1.5);
            surface.addScores((float) Math.exp(-20 * (radius - 1) * (radius - 1)));
        }
        return surface.build();
    }

    private static void put(float[] points, int i, double angle, double spread, Random random) {
        points[2 * i] = (float) (Math.cos(angle) + spread * random.nextGaussian());
        points[2 * i + 1] = (float) (Math.sin(angle) + spread * random.nextGaussian());
    }

    /** Numbers around 10, and fakes around 9 that are too narrow; one of them far away. */
    static SampleBatch line(SampleBatch base) {
        Random random = new Random(base.getStep());
        float[] reals = new float[REALS];
        for (int i = 0; i < REALS; i++) {
            reals[i] = (float) (10 + random.nextGaussian());
        }
        float[] fakes = new float[FAKES];
        for (int i = 0; i < FAKES; i++) {
            fakes[i] = (float) (9 + .5 * random.nextGaussian());
        }
        fakes[0] = 99;
        ScoreSurface.Builder surface =
                ScoreSurface.newBuilder().setLeft(6).setRight(14).setSide(128);
        for (int place = 0; place < 128; place++) {
            surface.addScores((float) (1 / (1 + Math.exp(9.5 - (6 + (place + .5) / 128 * 8)))));
        }
        return points(base, 1, reals, fakes).setSurface(surface).build();
    }

    private static SampleBatch.Builder points(SampleBatch base, int dimensions, float[] reals, float[] fakes) {
        return base.toBuilder()
                .setFormat(PixelFormat.PIXEL_FORMAT_FLOAT32)
                .setChannels(dimensions)
                .setHeight(1)
                .setWidth(1)
                .setFixedFakes(ByteString.copyFrom(Floats.toBytes(fakes), 0, 4 * dimensions * 64))
                .setFreshFakes(ByteString.copyFrom(Floats.toBytes(fakes)))
                .setReals(ByteString.copyFrom(Floats.toBytes(reals)));
    }
}
