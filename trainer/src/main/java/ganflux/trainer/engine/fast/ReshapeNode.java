package ganflux.trainer.engine.fast;

import org.bytedeco.dnnl.memory;

/** Rows in CHW order, tensor {@code i}, to images. */
final class ReshapeNode implements Node {
    private final Natives natives;
    private final Tensors tensors;
    private final int i;

    ReshapeNode(Natives natives, Tensors tensors, int i) {
        this.natives = natives;
        this.tensors = tensors;
        this.i = i;
    }

    /** The rows as images. */
    private memory.desc rows() {
        return tensors.channelsFirst(i + 1, tensors.type(i));
    }

    private memory.desc images() {
        return tensors.places(i + 1, tensors.type(i + 1));
    }

    @Override
    public void forward(Program program) {
        program.add(natives.copyAs(tensors.value(i), rows(), tensors.value(i + 1), images()));
    }

    @Override
    public void backward(Program program, boolean parameters, boolean input) {
        if (input) {
            program.add(natives.copyAs(tensors.gradient(i + 1), images(), tensors.gradient(i), rows()));
        }
    }
}
