package ganflux.trainer.preset.network;

import java.util.OptionalInt;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.Layer;

/**
 * A convolution or a transposed convolution with a square window.
 *
 * @param transposed whether it enlarges the map by its stride
 * @param filters channels that it gives
 * @param kernel side of the window
 * @param stride in both directions
 * @param padding on every side; empty for TensorFlow's {@code same}: as much as gives ceil(side / stride), or, transposed,
 *     side * stride
 * @param bias whether each filter has one
 * @param activation what follows
 */
public record WindowSpec(
        boolean transposed,
        int filters,
        int kernel,
        int stride,
        OptionalInt padding,
        boolean bias,
        ActivationFunction activation)
        implements LayerSpec.Built {
    @Override
    public Extent after(Extent in) {
        if (!in.map()) {
            throw new IllegalArgumentException("it takes a map but gets " + in + "; put a reshape before it");
        }
        return Extent.map(filters, side(in.height()), side(in.width()));
    }

    private int side(int in) {
        if (padding.isEmpty()) {
            int side = transposed ? in * stride : (in + stride - 1) / stride;
            boolean skips = transposed ? kernel < stride : (side - 1) * stride + kernel < in;
            if (skips) {
                throw new IllegalArgumentException("padding same cannot be with a window of " + kernel
                        + " and a stride of " + stride + " on " + in + ", which it does not fill; give "
                        + (transposed ? "a window of at least " + stride : "padding: 0"));
            }
            return side;
        }
        int around = 2 * padding.getAsInt();
        if (!transposed && kernel > in + around) {
            throw new IllegalArgumentException("a window of " + kernel + " does not fit into " + in + " with padding "
                    + padding.getAsInt() + " on each side");
        }
        return transposed ? stride * (in - 1) + kernel - around : (in + around - kernel) / stride + 1;
    }

    @Override
    public long parameters(Extent in) {
        return ((long) kernel * kernel * in.channels() + (bias ? 1 : 0)) * filters;
    }

    @Override
    public Layer dl4j(Extent in) {
        ConvolutionLayer.BaseConvBuilder<?> builder =
                transposed ? new Deconvolution2D.Builder(kernel, kernel) : new ConvolutionLayer.Builder(kernel, kernel);
        builder.nIn(in.channels());
        builder.nOut(filters);
        builder.setStride(new int[] {stride, stride});
        if (padding.isEmpty()) {
            builder.convolutionMode(ConvolutionMode.Same);
        } else {
            builder.setPadding(new int[] {padding.getAsInt(), padding.getAsInt()});
        }
        builder.hasBias(bias);
        builder.activation(activation.dl4j());
        return builder.build();
    }
}
