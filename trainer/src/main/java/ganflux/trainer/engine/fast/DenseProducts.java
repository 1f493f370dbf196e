package ganflux.trainer.engine.fast;

import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.inner_product_backward_data;
import org.bytedeco.dnnl.inner_product_backward_weights;
import org.bytedeco.dnnl.inner_product_forward;
import org.bytedeco.dnnl.memory;

/** The products of a dense layer. */
final class DenseProducts implements Products {
    private final Natives natives;
    private final Operands operands;
    private final inner_product_forward.primitive_desc forward;

    DenseProducts(Natives natives, Operands operands) {
        this.natives = natives;
        this.operands = operands;
        forward = natives.own(new inner_product_forward.primitive_desc(
                natives.cpu(),
                dnnl.dnnl_forward_training,
                operands.input(),
                operands.weights(),
                operands.bias(),
                operands.output(),
                natives.attributes(operands.activation()),
                false));
    }

    @Override
    public Kernel forward() {
        return new Kernel(new inner_product_forward(forward), natives.own(forward.weights_desc()));
    }

    @Override
    public Kernel toInput() {
        inner_product_backward_data.primitive_desc description =
                natives.own(new inner_product_backward_data.primitive_desc(
                        natives.cpu(),
                        operands.input(),
                        operands.weights(),
                        operands.outputGradient(),
                        forward,
                        natives.attributes(null),
                        false));
        return new Kernel(new inner_product_backward_data(description), natives.own(description.weights_desc()));
    }

    @Override
    public Kernel toWeights() {
        memory.desc weights = operands.weightGradient();
        inner_product_backward_weights.primitive_desc description =
                natives.own(new inner_product_backward_weights.primitive_desc(
                        natives.cpu(),
                        operands.input(),
                        weights,
                        natives.nothing(),
                        operands.outputGradient(),
                        forward,
                        natives.attributes(null),
                        false));
        return new Kernel(
                new inner_product_backward_weights(description), natives.own(description.diff_weights_desc()));
    }
}
