package ganflux.trainer.engine.fast;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.memory;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What flows between the nodes of a graph: tensor 0 is the network's input, tensor i + 1 the output of node i. Images lie
 * as {@link ImageLayout} has them. Gradients take turns in two buffers, as no more are alive at a time. At both ends are the caller's
 * arrays, float32 and channels-first, which are used without a copy where the bytes are the same.
 */
final class Tensors {
    private final Natives natives;
    private final List<Shape> shapes;
    private final long n;
    private final ImageLayout layout;
    private final memory.data_type type;
    private final memory.data_type endType;
    private final memory[] values;
    private final memory input;
    private final memory output;
    private final INDArray outputArray;
    private @Nullable Gradients gradients;

    /** What only backward passes need. */
    private record Gradients(
            List<memory> tensors, List<memory> spare, memory ofOutput, memory ofInput, INDArray ofInputArray) {}

    /**
     * Allocates the values; buffers of gradients follow when they are first asked for.
     *
     * @param shapes of one example of each tensor
     * @param layout of images, one for each example
     * @param type of the values between nodes
     * @param endType of the last tensor
     */
    Tensors(Natives natives, List<Shape> shapes, ImageLayout layout, memory.data_type type, memory.data_type endType) {
        this.natives = natives;
        this.shapes = shapes;
        n = layout.images();
        this.layout = layout;
        this.type = type;
        this.endType = endType;
        values = new memory[shapes.size()];
        outputArray = array(last());
        input = natives.wrap(outer(0), natives.own(outputArray.data().addressPointer()));
        output = natives.wrap(outer(last()), natives.own(outputArray.data().addressPointer()));
        for (int i = 0; i < values.length; i++) {
            values[i] = !sameBytes(i) || (i > 0 && i < last()) ? natives.allocate(desc(i)) : i == 0 ? input : output;
        }
    }

    private INDArray array(int i) {
        return Nd4j.create(DataType.FLOAT, shapes.get(i).array(n), 'c');
    }

    private boolean sameBytes(int i) {
        return type(i) == Natives.F32 && (!shapes.get(i).image() || layout.isChannelsFirst(shapes.get(i)));
    }

    private memory.desc rows(int i, memory.data_type of) {
        return natives.desc(of, memory.format_tag.ab, n, shapes.get(i).channels());
    }

    private memory.desc inner(int i) {
        return places(i, type(i));
    }

    private memory.desc outer(int i) {
        return channelsFirst(i, Natives.F32);
    }

    /** Index of the network's output. */
    int last() {
        return shapes.size() - 1;
    }

    long batch() {
        return n;
    }

    Shape shape(int i) {
        return shapes.get(i);
    }

    /** The type of tensor {@code i} and of its gradient. */
    memory.data_type type(int i) {
        return i == last() ? endType : type;
    }

    /** The type in which products are computed. */
    memory.data_type type() {
        return type;
    }

    /** How images lie in memory. */
    ImageLayout layout() {
        return layout;
    }

    /** Tensor {@code i} as what works on single values, or on channels, sees it. */
    memory.desc desc(int i) {
        return desc(i, type(i));
    }

    /** The same in values of another type. */
    memory.desc desc(int i, memory.data_type of) {
        Shape shape = shapes.get(i);
        return shape.image() ? layout.values(natives, of, shape) : rows(i, of);
    }

    /** Tensor {@code i} as a window, and a copy to or from {@link #channelsFirst}, sees it. */
    memory.desc places(int i, memory.data_type of) {
        Shape shape = shapes.get(i);
        return shape.image() ? layout.desc(natives, of, shape) : rows(i, of);
    }

    /** The values of tensor {@code i} in the order of DL4J's arrays, with the dimensions of {@link #places}. */
    memory.desc channelsFirst(int i, memory.data_type of) {
        Shape shape = shapes.get(i);
        return shape.image() ? layout.channelsFirst(natives, of, shape) : rows(i, of);
    }

    memory value(int i) {
        return values[i];
    }

    /** The array to which {@link #copyOut} leads. */
    INDArray outputArray() {
        return outputArray;
    }

    /** The caller's input; its address is set before each pass. */
    memory input() {
        return input;
    }

    /** Appends what takes the caller's input to tensor 0. */
    void copyIn(Program program) {
        copy(program, input, outer(0), values[0], inner(0));
    }

    /** Appends what takes the last tensor to the output array. */
    void copyOut(Program program) {
        copy(program, values[last()], inner(last()), output, outer(last()));
    }

    /** The gradient with respect to tensor {@code i}. */
    memory gradient(int i) {
        return gradients().tensors.get(i);
    }

    /** A buffer for the gradient with respect to tensor {@code i} that is never the caller's own array. */
    memory ownGradient(int i) {
        return gradients().spare.get(i);
    }

    /** The caller's gradient with respect to the output; its address is set before each pass. */
    memory outputGradient() {
        return gradients().ofOutput;
    }

    /** The array to which {@link #copyInputGradient} leads. */
    INDArray inputGradientArray() {
        return gradients().ofInputArray;
    }

    /** Appends what takes the caller's gradient to that of the last tensor. */
    void copyOutputGradient(Program program) {
        copy(program, gradients().ofOutput, outer(last()), gradient(last()), inner(last()));
    }

    /** Appends what takes the gradient with respect to tensor 0 to its array. */
    void copyInputGradient(Program program) {
        copy(program, gradient(0), inner(0), gradients().ofInput, outer(0));
    }

    private void copy(Program program, memory from, memory.desc fromDesc, memory to, memory.desc toDesc) {
        if (!from.equals(to)) {
            program.add(natives.copyAs(from, fromDesc, to, toDesc));
        }
    }

    private Gradients gradients() {
        Gradients existing = gradients;
        if (existing == null) {
            existing = makeGradients();
            gradients = existing;
        }
        return existing;
    }

    private Gradients makeGradients() {
        long bytes = 0;
        for (Shape shape : shapes) {
            bytes = Math.max(bytes, n * shape.size() * Float.BYTES);
        }
        memory.desc block = natives.desc(memory.data_type.u8, memory.format_tag.a, bytes);
        memory[] blocks = {natives.allocate(block), natives.allocate(block)};
        INDArray ofInputArray = array(0);
        memory ofInput = natives.wrap(outer(0), natives.own(ofInputArray.data().addressPointer()));
        memory ofOutput =
                natives.wrap(outer(last()), natives.own(outputArray.data().addressPointer()));
        List<memory> spare = new ArrayList<>();
        List<memory> tensors = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            memory own = natives.wrap(desc(i), natives.own(blocks[i % 2].get_data_handle()));
            spare.add(own);
            tensors.add(!sameBytes(i) || (i > 0 && i < last()) ? own : i == 0 ? ofInput : ofOutput);
        }
        return new Gradients(tensors, spare, ofOutput, ofInput, ofInputArray);
    }
}
