package ganflux.ingest.source;

/**
 * Resizes images of one size to another with a Catmull-Rom filter that is stretched when shrinking, so that every source
 * pixel counts and nothing aliases. Where the proportions differ, the middle of the source is taken.
 */
final class Resampler {
    private final int sourceWidth;
    private final int targetWidth;
    private final int targetHeight;
    private final Weights columns;
    private final Weights rows;

    Resampler(int sourceHeight, int sourceWidth, ImageSize target) {
        this.sourceWidth = sourceWidth;
        targetWidth = target.width();
        targetHeight = target.height();
        double scale = Math.min((double) sourceHeight / target.height(), (double) sourceWidth / target.width());
        columns = Weights.of(sourceWidth, target.width(), scale);
        rows = Weights.of(sourceHeight, target.height(), scale);
    }

    /** An image, row by row. */
    interface Rows {
        /** Writes row {@code y} of each channel, 0 to 255, into {@code row}. */
        void read(int y, float[][] row);
    }

    /**
     * Resizes an image of which one row at a time is needed, and puts the channels one behind the other into
     * {@code target}, as unsigned bytes.
     */
    void resample(Rows image, int channels, byte[] target) {
        int firstRow = rows.first[0];
        int lastRow = rows.first[targetHeight - 1] + rows.weights[targetHeight - 1].length;
        float[][] row = new float[channels][sourceWidth];
        float[][] narrow = new float[channels][(lastRow - firstRow) * targetWidth];
        for (int y = firstRow; y < lastRow; y++) {
            image.read(y, row);
            for (int channel = 0; channel < channels; channel++) {
                narrow(row[channel], narrow[channel], (y - firstRow) * targetWidth);
            }
        }
        for (int channel = 0; channel < channels; channel++) {
            shorten(narrow[channel], firstRow, target, channel * targetHeight * targetWidth);
        }
    }

    private void narrow(float[] row, float[] target, int offset) {
        for (int x = 0; x < targetWidth; x++) {
            float[] weights = columns.weights[x];
            int from = columns.first[x];
            float sum = 0;
            for (int k = 0; k < weights.length; k++) {
                sum += weights[k] * row[from + k];
            }
            target[offset + x] = sum;
        }
    }

    private void shorten(float[] narrow, int firstRow, byte[] target, int offset) {
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
