package ganflux.trainer.engine.fast;

import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl;

/** The products of a convolution. */
final class ConvolutionProducts implements Products {
    private final Natives natives;
    private final Operands operands;
    private final Geometry geometry;
    private final convolution_forward.primitive_desc forward;

    ConvolutionProducts(Natives natives, Operands operands, Geometry geometry) {
        this.natives = natives;
        this.operands = operands;
        this.geometry = geometry;
        forward = natives.own(new convolution_forward.primitive_desc(
                natives.cpu(),
                dnnl.dnnl_forward_training,
                dnnl.dnnl_convolution_direct,
                operands.input(),
                operands.weights(),
                operands.bias(),
                operands.output(),
                geometry.strides(),
                geometry.before(),
                geometry.after(),
                natives.attributes(operands.activation()),
                false));
    }

    @Override
    public Kernel forward() {
        return new Kernel(new convolution_forward(forward), natives.own(forward.weights_desc()));
    }

    @Override
    public Kernel toInput() {
        convolution_backward_data.primitive_desc description = natives.own(new convolution_backward_data.primitive_desc(
                natives.cpu(),
                dnnl.dnnl_convolution_direct,
                operands.input(),
                operands.weights(),
                operands.outputGradient(),
                geometry.strides(),
                geometry.before(),
                geometry.after(),
                forward,
                natives.attributes(null),
                false));
        return new Kernel(new convolution_backward_data(description), natives.own(description.weights_desc()));
    }

    @Override
    public Kernel toWeights() {
        convolution_backward_weights.primitive_desc description =
                natives.own(new convolution_backward_weights.primitive_desc(
                        natives.cpu(),
                        dnnl.dnnl_convolution_direct,
                        operands.input(),
                        operands.weightGradient(),
                        natives.nothing(),
                        operands.outputGradient(),
                        geometry.strides(),
                        geometry.before(),
                        geometry.after(),
                        forward,
                        natives.attributes(null),
                        false));
        return new Kernel(new convolution_backward_weights(description), natives.own(description.diff_weights_desc()));
    }
}
