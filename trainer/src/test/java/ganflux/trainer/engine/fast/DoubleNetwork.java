package ganflux.trainer.engine.fast;

/**
 * Dense, convolution, transposed convolution and batch norm as plain loops in double, on DL4J's parameter vectors: the
 * definition against which the engine's gradients are differenced.
 */
final class DoubleNetwork {
    /** One layer: from values and parameters to values. */
    interface Layer {
        double[] run(double[] in, double[] params);
    }

    private DoubleNetwork() {}

    /** y = x W + b, W [in, out] in Fortran order, then b; tanh. */
    static Layer dense(int n, int in, int out) {
        return (x, p) -> {
            double[] y = new double[n * out];
            for (int e = 0; e < n; e++) {
                for (int o = 0; o < out; o++) {
                    double sum = p[in * out + o];
                    for (int i = 0; i < in; i++) {
                        sum += x[e * in + i] * p[o * in + i];
                    }
                    y[e * out + o] = Math.tanh(sum);
                }
            }
            return y;
        };
    }

    /** Bias, then weights [out, in, k, k]; padding of {@code before} above and left. */
    static Layer convolution(int n, int in, int h, int w, int out, int k, int s, int before, int oh, int ow) {
        return (x, p) -> {
            double[] y = new double[n * out * oh * ow];
            for (int e = 0; e < n; e++) {
                for (int o = 0; o < out; o++) {
                    for (int r = 0; r < oh * ow; r++) {
                        double sum = p[o];
                        for (int i = 0; i < in; i++) {
                            for (int t = 0; t < k * k; t++) {
                                int row = r / ow * s - before + t / k;
                                int column = r % ow * s - before + t % k;
                                if (row >= 0 && row < h && column >= 0 && column < w) {
                                    sum += x[((e * in + i) * h + row) * w + column] * p[out + (o * in + i) * k * k + t];
                                }
                            }
                        }
                        y[(e * out + o) * oh * ow + r] = Math.tanh(sum);
                    }
                }
            }
            return y;
        };
    }

    /** Bias, then weights [in, out, k, k]: each input value adds its window, shifted by {@code before}, to the output. */
    static Layer transposed(int n, int in, int h, int w, int out, int k, int s, int before, int oh, int ow) {
        return (x, p) -> {
            double[] y = new double[n * out * oh * ow];
            for (int e = 0; e < n; e++) {
                for (int o = 0; o < out; o++) {
                    java.util.Arrays.fill(y, (e * out + o) * oh * ow, (e * out + o + 1) * oh * ow, p[o]);
                    for (int i = 0; i < in; i++) {
                        for (int q = 0; q < h * w * k * k; q++) {
                            int t = q % (k * k);
                            int row = q / (k * k) / w * s - before + t / k;
                            int column = q / (k * k) % w * s - before + t % k;
                            if (row >= 0 && row < oh && column >= 0 && column < ow) {
                                y[((e * out + o) * oh + row) * ow + column] +=
                                        x[(e * in + i) * h * w + q / (k * k)] * p[out + (i * out + o) * k * k + t];
                            }
                        }
                    }
                }
            }
            for (int i = 0; i < y.length; i++) {
                y[i] = Math.tanh(y[i]);
            }
            return y;
        };
    }

    /** Gamma, then beta; the statistics are the batch's. */
    static Layer norm(int n, int channels, int positions, double epsilon) {
        return (x, p) -> {
            double[] y = new double[x.length];
            for (int c = 0; c < channels; c++) {
                double sum = 0;
                double squares = 0;
                for (int q = 0; q < n * positions; q++) {
                    double value = x[(q / positions * channels + c) * positions + q % positions];
                    sum += value;
                    squares += value * value;
                }
                double mean = sum / (n * positions);
                double deviation = Math.sqrt(squares / (n * positions) - mean * mean + epsilon);
                for (int q = 0; q < n * positions; q++) {
                    int at = (q / positions * channels + c) * positions + q % positions;
                    y[at] = (x[at] - mean) / deviation * p[c] + p[channels + c];
                }
            }
            return y;
        };
    }
}
