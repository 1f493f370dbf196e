package ganflux.trainer.engine.fast;

import org.bytedeco.dnnl.global.dnnl;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationTanH;

/**
 * An element-wise function whose derivative follows from its output, so that its input need not be kept.
 *
 * @param forward oneDNN's algorithm
 * @param backward oneDNN's algorithm for the derivative from the output
 * @param alpha slope left of zero, where there is one
 * @param steepAtZero a leaky ReLU whose slope at zero itself is 1, as DL4J's is and oneDNN's is not
 */
record Activation(int forward, int backward, float alpha, boolean steepAtZero) {
    static final Activation IDENTITY = new Activation(0, 0, 0, false);
    static final Activation RELU = leaky(0, false);
    private static final Activation TANH =
            new Activation(dnnl.dnnl_eltwise_tanh, dnnl.dnnl_eltwise_tanh_use_dst_for_bwd, 0, false);
    private static final Activation SIGMOID =
            new Activation(dnnl.dnnl_eltwise_logistic, dnnl.dnnl_eltwise_logistic_use_dst_for_bwd, 0, false);

    private static Activation leaky(double alpha, boolean steepAtZero) {
        return new Activation(
                dnnl.dnnl_eltwise_relu, dnnl.dnnl_eltwise_relu_use_dst_for_bwd, (float) alpha, steepAtZero);
    }

    /**
     * DL4J's function in oneDNN's terms.
     *
     * @throws UnsupportedLayerException where there is no such function
     */
    static Activation of(int index, String layer, IActivation function) {
        if (function instanceof ActivationIdentity) {
            return IDENTITY;
        }
        if (function instanceof ActivationReLU relu && relu.getMax() == null && relu.getThreshold() == null) {
            return leaky(relu.getNegativeSlope() == null ? 0 : relu.getNegativeSlope(), false);
        }
        if (function instanceof ActivationLReLU relu && relu.getAlpha() >= 0) {
            return leaky(relu.getAlpha(), relu.getAlpha() > 0);
        }
        if (function instanceof ActivationTanH) {
            return TANH;
        }
        if (function instanceof ActivationSigmoid) {
            return SIGMOID;
        }
        throw new UnsupportedLayerException(index, layer, "activation " + function);
    }

    boolean isIdentity() {
        return forward == 0;
    }

    boolean isRelu() {
        return equals(RELU);
    }
}
