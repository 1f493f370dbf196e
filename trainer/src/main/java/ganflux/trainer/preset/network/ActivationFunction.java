package ganflux.trainer.preset.network;

import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationTanH;

/**
 * An element-wise function.
 *
 * @param kind which one
 * @param slope of a leaky ReLU left of zero; 0 for the others
 */
public record ActivationFunction(Kind kind, double slope) {
    /** None. */
    public static final ActivationFunction IDENTITY = new ActivationFunction(Kind.IDENTITY, 0);

    /** The functions that both engines have. */
    public enum Kind {
        /** x. */
        IDENTITY,
        /** max(0, x). */
        RELU,
        /** x, left of zero times the slope. */
        LEAKY_RELU,
        /** Hyperbolic tangent: -1..1. */
        TANH,
        /** 1 / (1 + exp(-x)): 0..1. */
        SIGMOID
    }

    IActivation dl4j() {
        return switch (kind) {
            case IDENTITY -> new ActivationIdentity();
            case RELU -> new ActivationReLU();
            case LEAKY_RELU -> new ActivationLReLU(slope);
            case TANH -> new ActivationTanH();
            case SIGMOID -> new ActivationSigmoid();
        };
    }
}
