package ganflux.monitor.diversity.online;

import java.util.Arrays;
import java.util.Random;

/**
 * Images of ten known modes: ten fixed patterns of soft spots on 12x12 pixels, each image with a strength, a shift and noise of
 * its own. Drift makes spots wander and modes change their shares.
 */
final class ShapeStream {
    static final int SIDE = 12;
    static final int MODES = 10;

    private static final int SPOTS = 4;

    private final double[][][] spots = new double[MODES][SPOTS][2];
    private final Random random;

    ShapeStream(long seed) {
        random = new Random(seed);
        for (double[][] mode : spots) {
            for (double[] spot : mode) {
                spot[0] = 2 + 8 * random.nextDouble();
                spot[1] = 2 + 8 * random.nextDouble();
            }
        }
    }

    /** What makes a set of images special. */
    @SuppressWarnings("ArrayRecordComponent")
    record Kind(double[] shares, double spread, int distinct) {
        static Kind healthy() {
            return modes(MODES);
        }

        /** Only the first modes, equally likely. */
        static Kind modes(int count) {
            double[] shares = new double[MODES];
            Arrays.fill(shares, 0, count, 1.0 / count);
            return new Kind(shares, 1, Integer.MAX_VALUE);
        }

        /** One mode with half of all. */
        static Kind half() {
            double[] shares = new double[MODES];
            Arrays.fill(shares, .5 / (MODES - 1));
            shares[0] = .5;
            return new Kind(shares, 1, Integer.MAX_VALUE);
        }

        static Kind narrow(double spread) {
            return new Kind(healthy().shares, spread, Integer.MAX_VALUE);
        }

        static Kind distinct(int images) {
            return new Kind(healthy().shares, 1, images);
        }
    }

    /** Images with their modes as labels. */
    @SuppressWarnings("ArrayRecordComponent")
    record Images(byte[] pixels, int[] labels) {}

    Images draw(int count, Kind kind) {
        return draw(count, kind, 0);
    }

    /** At {@code time}, where 1 turns every spot once around its place, by one and a half pixels, and the shares once around. */
    Images draw(int count, Kind kind, double time) {
        byte[] pixels = new byte[count * SIDE * SIDE];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            if (i >= kind.distinct) {
                int same = random.nextInt(kind.distinct);
                System.arraycopy(pixels, same * SIDE * SIDE, pixels, i * SIDE * SIDE, SIDE * SIDE);
                labels[i] = labels[same];
            } else {
                labels[i] = mode(kind.shares, time);
                draw(labels[i], kind.spread, time, pixels, i * SIDE * SIDE);
            }
        }
        return new Images(pixels, labels);
    }

    private int mode(double[] shares, double time) {
        double[] now = new double[MODES];
        double total = 0;
        for (int mode = 0; mode < MODES; mode++) {
            double wave = time == 0 ? 0 : Math.sin(2 * Math.PI * (time + (double) mode / MODES));
            now[mode] = shares[mode] * (1 + .5 * wave);
            total += now[mode];
        }
        double left = random.nextDouble() * total;
        int mode = 0;
        while (mode < MODES - 1 && left >= now[mode]) {
            left -= now[mode++];
        }
        return mode;
    }

    private void draw(int mode, double spread, double time, byte[] pixels, int offset) {
        double down = spread * .5 * random.nextGaussian() + 1.5 * Math.sin(2 * Math.PI * time);
        double right = spread * .5 * random.nextGaussian() + (time == 0 ? 0 : 1.5 * Math.cos(2 * Math.PI * time) - 1.5);
        double strength = 200 * (1 + spread * .15 * random.nextGaussian());
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                double light = 0;
                for (double[] spot : spots[mode]) {
                    double dy = y - spot[0] - down;
                    double dx = x - spot[1] - right;
                    light += Math.exp(-(dx * dx + dy * dy) / 2);
                }
                double value = strength * Math.min(1, light) + spread * 12 * random.nextGaussian();
                pixels[offset + y * SIDE + x] = (byte) Math.max(0, Math.min(255, Math.round(value)));
            }
        }
    }
}
