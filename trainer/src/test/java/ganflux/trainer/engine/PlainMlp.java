package ganflux.trainer.engine;

import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;

/**
 * The forward pass of {@link TinyNetworks#perceptron} in plain loops and double precision, and derivatives by central
 * differences: what the engines are measured against. There is no backward pass in it that could share a mistake with
 * theirs.
 *
 * @param last activation of the last layer
 */
public record PlainMlp(int in, int hidden, int out, DoubleUnaryOperator last) {
    private static final double STEP = 1e-5;

    /**
     * Outputs [n][out] for inputs [n][in].
     *
     * @param parameters DL4J's vector: for each layer its weights [in, out] in Fortran order, then its biases
     */
    public double[][] forward(double[] parameters, double[][] inputs, Pass pass) {
        double[][] activations = dense(parameters, 0, inputs, hidden, x -> x > 0 ? x : TinyNetworks.SLOPE * x);
        if (pass.training()) {
            float[] mask = new float[inputs.length * hidden];
            DropoutMask.fill(mask, mask.length, pass.dropoutKey(), 1, TinyNetworks.RETAIN);
            for (int i = 0; i < mask.length; i++) {
                activations[i / hidden][i % hidden] *= mask[i];
            }
        }
        return dense(parameters, (in + 1) * hidden, activations, out, last);
    }

    private static double[][] dense(
            double[] parameters, int offset, double[][] inputs, int out, DoubleUnaryOperator activation) {
        double[][] outputs = new double[inputs.length][out];
        for (int n = 0; n < inputs.length; n++) {
            int in = inputs[n].length;
            for (int o = 0; o < out; o++) {
                double sum = parameters[offset + in * out + o];
                for (int i = 0; i < in; i++) {
                    sum += inputs[n][i] * parameters[offset + o * in + i];
                }
                outputs[n][o] = activation.applyAsDouble(sum);
            }
        }
        return outputs;
    }

    /** The gradient of {@code f} at {@code point} by central differences. */
    public static double[] gradient(ToDoubleFunction<double[]> f, double[] point) {
        double[] gradient = new double[point.length];
        for (int i = 0; i < point.length; i++) {
            double[] moved = point.clone();
            moved[i] = point[i] + STEP;
            double above = f.applyAsDouble(moved);
            moved[i] = point[i] - STEP;
            gradient[i] = (above - f.applyAsDouble(moved)) / (2 * STEP);
        }
        return gradient;
    }

    /** {@code values} as rows of {@code columns}. */
    public static double[][] rows(double[] values, int columns) {
        double[][] rows = new double[values.length / columns][columns];
        for (int i = 0; i < values.length; i++) {
            rows[i / columns][i % columns] = values[i];
        }
        return rows;
    }

    /** The rows one after the other. */
    public static double[] flat(double[][] rows) {
        double[] flat = new double[rows.length * rows[0].length];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = rows[i / rows[0].length][i % rows[0].length];
        }
        return flat;
    }
}
