package ganflux.trainer.engine.fast;

import ganflux.trainer.engine.fast.Stage.Window;
import java.util.Arrays;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;

/**
 * The gradient of a window's weights, dW[o, c, k] = sum over examples n and places p of x[n, c, stride p + k] g[n, o, p],
 * as a convolution in which examples and channels change roles: c images x of n channels by o kernels g, dilated by the
 * stride, with the images as innermost axis. On small maps it beats oneDNN's own: measured on two cores, 38 ms became 23
 * for 512 channels of 4x4 from 256 of 8x8 by 4x4 (64 examples), 18 became 10 for 256 from 128 of 4x4 by 5x5 (128 examples);
 * on maps of 14x14 and more it loses. float32 only.
 */
final class SwappedRoles {
    private final Natives natives;
    private final Window window;
    private final long examples;
    private final Shape wide; // what the window moves over
    private final Shape narrow; // one value for each place of the window
    private final long[] dilations;
    private final long[] before;
    private final long[] after;

    /** For the window between tensors {@code i} and {@code i + 1}. */
    SwappedRoles(Natives natives, Tensors tensors, int i, Window window) {
        this.natives = natives;
        this.window = window;
        examples = tensors.batch();
        wide = tensors.shape(window.transposed() ? i + 1 : i);
        narrow = tensors.shape(window.transposed() ? i : i + 1);
        Geometry geometry = new Geometry(window, tensors.shape(i), true);
        long[] strides = geometry.strides();
        before = geometry.before();
        dilations = Arrays.stream(strides).map(stride -> stride - 1).toArray();
        after = new long[] {
            needed(wide.height(), narrow.height(), window.rows().kernel(), strides[0], before[0]),
            needed(wide.width(), narrow.width(), window.columns().kernel(), strides[1], before[1]),
            0
        };
    }

    /** The padding at the end with which kernels of {@code places}, dilated, find as many places as the window has taps. */
    private static long needed(long size, long places, long taps, long stride, long before) {
        return taps + (places - 1) * stride - size - before;
    }

    /** Whether oneDNN can: it does not where the window leaves rows or columns at the end out. */
    boolean isPossible() {
        return Arrays.stream(after).allMatch(padding -> padding >= 0);
    }

    /**
     * Appends the product of the tensors' values and gradients, channels-last.
     *
     * @param input of the layer
     * @param gradient with respect to its output
     * @return the gradient, with the dimensions {out, in, rows, columns, 1}
     */
    memory add(Program program, memory input, memory gradient) {
        boolean transposed = window.transposed();
        long rows = window.rows().kernel();
        long columns = window.columns().kernel();
        memory.desc images = natives.desc(
                Natives.F32, memory.format_tag.acdeb, 1, examples, wide.height(), wide.width(), wide.channels());
        memory.desc kernels = natives.desc(
                Natives.F32, memory.format_tag.any, narrow.channels(), examples, narrow.height(), narrow.width(), 1);
        memory.desc result = natives.desc(
                Natives.F32, memory.format_tag.acdeb, 1, narrow.channels(), rows, columns, wide.channels());
        convolution_forward.primitive_desc convolution = natives.own(new convolution_forward.primitive_desc(
                natives.cpu(),
                dnnl.dnnl_forward_inference,
                dnnl.dnnl_convolution_direct,
                images,
                kernels,
                result,
                new long[] {1, 1, 1},
                dilations,
                before,
                after,
                natives.attributes(null),
                false));
        memory imagesHere = natives.allocate(images);
        memory kernelsHere = natives.allocate(natives.own(convolution.weights_desc()));
        memory resultHere = natives.allocate(result);
        program.add(natives.copyAs(
                transposed ? gradient : input,
                seen(wide, new long[] {1, examples, wide.height(), wide.width(), wide.channels()}, 1, 4),
                imagesHere,
                images));
        program.add(natives.copyAs(
                transposed ? input : gradient,
                seen(narrow, new long[] {narrow.channels(), examples, narrow.height(), narrow.width(), 1}, 1, 0),
                kernelsHere,
                natives.own(kernelsHere.get_desc())));
        program.add(natives.call(
                new convolution_forward(convolution),
                dnnl.DNNL_ARG_SRC,
                imagesHere,
                dnnl.DNNL_ARG_WEIGHTS,
                kernelsHere,
                dnnl.DNNL_ARG_DST,
                resultHere));
        return natives.wrap(weights(rows, columns), natives.own(resultHere.get_data_handle()));
    }

    /** A channels-last tensor of {@code shape} in five dimensions, rows and columns being 2 and 3. */
    private memory.desc seen(Shape shape, long[] dims, int exampleAxis, int channelAxis) {
        long[] strides = new long[dims.length];
        Arrays.fill(strides, examples * shape.size()); // of the axis of length 1
        strides[exampleAxis] = shape.size();
        strides[channelAxis] = 1;
        strides[2] = shape.width() * shape.channels();
        strides[3] = shape.channels();
        return natives.strided(Natives.F32, dims, strides);
    }

    /** The result, [row, column, wide channel, narrow channel] in memory, as weights. */
    private memory.desc weights(long rows, long columns) {
        long tap = wide.channels() * narrow.channels();
        boolean transposed = window.transposed();
        return natives.strided(
                Natives.F32,
                new long[] {
                    transposed ? wide.channels() : narrow.channels(),
                    transposed ? narrow.channels() : wide.channels(),
                    rows,
                    columns,
                    1
                },
                new long[] {
                    transposed ? narrow.channels() : 1,
                    transposed ? 1 : narrow.channels(),
                    columns * tap,
                    tap,
                    rows * columns * tap
                });
    }
}
