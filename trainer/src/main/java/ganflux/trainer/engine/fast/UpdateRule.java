package ganflux.trainer.engine.fast;

import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * One optimiser's arithmetic, in ND4J's order of operations, so that states and parameters follow ND4J's to the last
 * bits but a few.
 */
abstract sealed class UpdateRule {
    private static final float GRADIENT_FLOOR = 1e-11f;
    private static final float SQUARE_FLOOR = 1e-30f;

    /** Arrays of state that it keeps for each parameter. */
    final int states;

    UpdateRule(int states) {
        this.states = states;
    }

    /** Takes this step's rates. */
    abstract void start(int iteration, int epoch);

    /**
     * Makes the step on the first {@code n} elements.
     *
     * @param scale what to multiply the gradients by
     * @param first the first array of state, where there is one
     * @param second the second, where there is one
     */
    abstract void apply(float[] values, float[] gradients, float scale, float[] first, float[] second, int n);

    /**
     * {@code value}, or 0 where its square would be denormal: arithmetic on denormals is a hundred times slower, and a
     * generator whose gradients vanish is full of them. Two additions, because a comparison would not be vectorised; exact
     * to float32 above 1e-11, absolutely to 1e-18 below, far under the epsilons of the optimisers.
     */
    static float normal(float value) {
        return (value + GRADIENT_FLOOR) - GRADIENT_FLOOR;
    }

    /** A square, or 0 where it would be denormal. */
    static float tiny(float square) {
        return (square + SQUARE_FLOOR) - SQUARE_FLOOR;
    }

    /**
     * The rule for ND4J's configuration.
     *
     * @throws UnsupportedLayerException for one that has no rule here
     */
    static UpdateRule of(int layer, String layerName, IUpdater updater) {
        if (updater instanceof Adam adam) {
            return new OfAdam(adam);
        }
        if (updater instanceof RmsProp rmsProp) {
            return new OfRmsProp(rmsProp);
        }
        if (updater instanceof Nesterovs nesterovs) {
            return new OfNesterovs(nesterovs);
        }
        if (updater instanceof Sgd sgd) {
            return new OfSgd(sgd);
        }
        throw new UnsupportedLayerException(
                layer, layerName, "the updater " + updater.getClass().getSimpleName());
    }

    /** Kingma and Ba (2015), with the bias correction folded into the rate. */
    private static final class OfAdam extends UpdateRule {
        private final Adam config;
        private float rate;

        OfAdam(Adam config) {
            super(2);
            this.config = config;
        }

        @Override
        void start(int iteration, int epoch) {
            double beta1 = 1 - Math.pow(config.getBeta1(), iteration + 1.0);
            double beta2 = 1 - Math.pow(config.getBeta2(), iteration + 1.0);
            rate = (float) (config.getLearningRate(iteration, epoch) * Math.sqrt(beta2) / beta1);
        }

        @Override
        void apply(float[] values, float[] gradients, float scale, float[] first, float[] second, int n) {
            float beta1 = (float) config.getBeta1();
            float beta2 = (float) config.getBeta2();
            float epsilon = (float) config.getEpsilon();
            float step = rate;
            for (int i = 0; i < n; i++) {
                float g = normal(gradients[i] * scale);
                float m = normal(beta1 * first[i] + g * (1 - beta1));
                float v = tiny(beta2 * second[i] + g * g * (1 - beta2));
                first[i] = m;
                second[i] = v;
                values[i] -= m * step / ((float) Math.sqrt(v) + epsilon);
            }
        }
    }

    /** Tieleman and Hinton (2012). */
    private static final class OfRmsProp extends UpdateRule {
        private final RmsProp config;
        private float rate;

        OfRmsProp(RmsProp config) {
            super(1);
            this.config = config;
        }

        @Override
        void start(int iteration, int epoch) {
            rate = (float) config.getLearningRate(iteration, epoch);
        }

        @Override
        void apply(float[] values, float[] gradients, float scale, float[] first, float[] second, int n) {
            float decay = (float) config.getRmsDecay();
            float epsilon = (float) config.getEpsilon();
            float step = rate;
            for (int i = 0; i < n; i++) {
                float g = normal(gradients[i] * scale);
                float s = tiny(first[i] * decay + g * g * (1 - decay));
                first[i] = s;
                values[i] -= g * step / ((float) Math.sqrt(s) + epsilon);
            }
        }
    }

    /** Momentum in Nesterov's form, as ND4J has it. */
    private static final class OfNesterovs extends UpdateRule {
        private final Nesterovs config;
        private float rate;
        private float momentum;

        OfNesterovs(Nesterovs config) {
            super(1);
            this.config = config;
        }

        @Override
        void start(int iteration, int epoch) {
            rate = (float) config.getLearningRate(iteration, epoch);
            momentum = (float) config.currentMomentum(iteration, epoch);
        }

        @Override
        void apply(float[] values, float[] gradients, float scale, float[] first, float[] second, int n) {
            float step = rate;
            float mu = momentum;
            for (int i = 0; i < n; i++) {
                float old = mu * first[i];
                float v = old - step * gradients[i] * scale;
                first[i] = v;
                values[i] -= old + (-mu - 1) * v;
            }
        }
    }

    /** Plain gradient descent. */
    private static final class OfSgd extends UpdateRule {
        private final Sgd config;
        private float rate;

        OfSgd(Sgd config) {
            super(0);
            this.config = config;
        }

        @Override
        void start(int iteration, int epoch) {
            rate = (float) config.getLearningRate(iteration, epoch);
        }

        @Override
        void apply(float[] values, float[] gradients, float scale, float[] first, float[] second, int n) {
            float step = rate * scale;
            for (int i = 0; i < n; i++) {
                values[i] -= step * gradients[i];
            }
        }
    }
}
