package ganflux.trainer.engine.fast;

import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;

/** The three products of an affine layer: with its input, and with the gradient of its output. That of the bias is none. */
interface Products {
    /**
     * A primitive and the layout in which it takes or gives the weights.
     *
     * @param weights their layout
     */
    record Kernel(primitive operation, memory.desc weights) {}

    /** Input times weights, plus bias, activated. */
    Kernel forward();

    /** The gradient with respect to the input. */
    Kernel toInput();

    /** The gradient with respect to the weights, float32. */
    Kernel toWeights();
}
