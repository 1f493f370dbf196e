package ganflux.trainer.engine.fast;

import org.bytedeco.dnnl.memory;

/** Rows in CHW order, tensor {@code i}, to channels-last images. */
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
        return natives.desc(
                tensors.type(i), memory.format_tag.abcd, tensors.shape(i + 1).dims(tensors.batch()));
    }

    @Override
    public void forward(Program program) {
        program.add(natives.copyAs(tensors.value(i), rows(), tensors.value(i + 1), tensors.desc(i + 1)));
    }

    @Override
    public void backward(Program program, boolean parameters, boolean input) {
        if (input) {
            program.add(natives.copyAs(tensors.gradient(i + 1), tensors.desc(i + 1), tensors.gradient(i), rows()));
        }
    }
}
