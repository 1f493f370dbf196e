package ganflux.trainer.engine;

import java.util.function.ToDoubleFunction;

/**
 * Adam (Kingma and Ba 2015) in plain loops and double precision, in the form at the end of their section 2, with beta1
 * .9, beta2 .999 and epsilon 1e-8.
 */
public final class PlainAdam {
    private static final double BETA_1 = .9;
    private static final double BETA_2 = .999;
    private static final double EPSILON = 1e-8;

    private final double rate;
    private final double[] m;
    private final double[] v;
    private int t;

    /** Starts from no moments. */
    public PlainAdam(int parameters, double rate) {
        this.rate = rate;
        m = new double[parameters];
        v = new double[parameters];
    }

    /** Moves {@code parameters} one step down {@code objective}'s numeric gradient, whose norm it returns. */
    public double descend(double[] parameters, ToDoubleFunction<double[]> objective) {
        double[] g = PlainMlp.gradient(objective, parameters);
        t++;
        double stepSize = rate * Math.sqrt(1 - Math.pow(BETA_2, t)) / (1 - Math.pow(BETA_1, t));
        double squares = 0;
        for (int i = 0; i < g.length; i++) {
            m[i] = BETA_1 * m[i] + (1 - BETA_1) * g[i];
            v[i] = BETA_2 * v[i] + (1 - BETA_2) * g[i] * g[i];
            parameters[i] -= stepSize * m[i] / (Math.sqrt(v[i]) + EPSILON);
            squares += g[i] * g[i];
        }
        return Math.sqrt(squares);
    }
}
