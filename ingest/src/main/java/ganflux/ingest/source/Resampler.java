package ganflux.ingest.source;

/**
 * Resizes planes of one size to another with a Catmull-Rom filter that is stretched when shrinking, so that every source
 * pixel counts and nothing aliases. Where the proportions differ, the middle of the source is taken.
 */
final class Resampler {
    private final int sourceWidth;
    private final int targetWidth;
    private final int targetHeight;
    private final Weights columns;
    private final Weights rows;

    Resampler(ImageSize source, ImageSize target) {
        sourceWidth = source.width();
        targetWidth = target.width();
        targetHeight = target.height();
        double scale = Math.min((double) source.height() / target.height(), (double) source.width() / target.width());
        columns = Weights.of(source.width(), target.width(), scale);
        rows = Weights.of(source.height(), target.height(), scale);
    }

    /** Resizes {@code plane}, 0 to 255 row by row, into {@code target} from {@code offset} on, as unsigned bytes. */
    void resample(float[] plane, byte[] target, int offset) {
        int firstRow = rows.first[0];
        int lastRow = rows.first[targetHeight - 1] + rows.weights[targetHeight - 1].length;
        float[] narrow = new float[(lastRow - firstRow) * targetWidth];
        for (int y = firstRow; y < lastRow; y++) {
            for (int x = 0; x < targetWidth; x++) {
                float[] weights = columns.weights[x];
                int from = y * sourceWidth + columns.first[x];
                float sum = 0;
                for (int k = 0; k < weights.length; k++) {
                    sum += weights[k] * plane[from + k];
                }
                narrow[(y - firstRow) * targetWidth + x] = sum;
            }
        }
        for (int y = 0; y < targetHeight; y++) {
            float[] weights = rows.weights[y];
            int top = rows.first[y] - firstRow;
            for (int x = 0; x < targetWidth; x++) {
                float sum = 0;
                for (int k = 0; k < weights.length; k++) {
                    sum += weights[k] * narrow[(top + k) * targetWidth + x];
                }
                target[offset + y * targetWidth + x] = (byte) Math.round(Math.max(0, Math.min(255, sum)));
            }
        }
    }

    /** For each target pixel along one axis: the first source pixel that counts, and the weights from there on. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Weights(int[] first, float[][] weights) {
        static Weights of(int source, int target, double scale) {
            double start = (source - target * scale) / 2;
            double stretch = Math.max(1, scale);
            int[] first = new int[target];
            float[][] weights = new float[target][];
            for (int i = 0; i < target; i++) {
                double centre = start + (i + 0.5) * scale;
                int from = (int) Math.max(0, Math.floor(centre - 2 * stretch + 0.5));
                int to = (int) Math.min(source, Math.floor(centre + 2 * stretch + 0.5));
                first[i] = from;
                weights[i] = normalised(from, Math.max(to, from + 1), centre, stretch);
            }
            return new Weights(first, weights);
        }

        private static float[] normalised(int from, int to, double centre, double stretch) {
            double[] raw = new double[to - from];
            double sum = 0;
            for (int k = 0; k < raw.length; k++) {
                raw[k] = catmullRom((from + k + 0.5 - centre) / stretch);
                sum += raw[k];
            }
            float[] weights = new float[raw.length];
            for (int k = 0; k < raw.length; k++) {
                weights[k] = (float) (raw[k] / sum);
            }
            return weights;
        }

        private static double catmullRom(double distance) {
            double x = Math.abs(distance);
            if (x < 1) {
                return 1 + x * x * (1.5 * x - 2.5);
            }
            return x < 2 ? 2 + x * (-4 + x * (2.5 - 0.5 * x)) : 0;
        }
    }
}
