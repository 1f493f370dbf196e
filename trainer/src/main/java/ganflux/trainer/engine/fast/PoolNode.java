package ganflux.trainer.engine.fast;

import ganflux.trainer.engine.fast.Stage.Pool;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.pooling_backward;
import org.bytedeco.dnnl.pooling_forward;

/** The greatest of a map, from tensor {@code i} to the next; the gradient goes to where it was found. */
final class PoolNode implements Node {
    private final Natives natives;
    private final Tensors tensors;
    private final int i;
    private final long[] window;
    private final long[] none;
    private final pooling_forward.primitive_desc forward;
    private final memory workspace; // where the greatest were

    PoolNode(Natives natives, Tensors tensors, int i, Pool stage) {
        this.natives = natives;
        this.tensors = tensors;
        this.i = i;
        // Images in groups are a third axis, on which the window does not move.
        window = tensors.layout().grouped()
                ? new long[] {stage.height(), stage.width(), 1}
                : new long[] {stage.height(), stage.width()};
        none = new long[window.length];
        forward = natives.own(new pooling_forward.primitive_desc(
                natives.cpu(),
                dnnl.dnnl_forward_training,
                dnnl.dnnl_pooling_max,
                places(i),
                places(i + 1),
                window,
                window,
                none,
                none,
                none,
                natives.attributes(null),
                false));
        workspace = natives.allocate(natives.own(forward.workspace_desc()));
    }

    private memory.desc places(int tensor) {
        return tensors.places(tensor, tensors.type(tensor));
    }

    @Override
    public void forward(Program program) {
        program.add(natives.call(
                new pooling_forward(forward),
                dnnl.DNNL_ARG_SRC,
                tensors.value(i),
                dnnl.DNNL_ARG_DST,
                tensors.value(i + 1),
                dnnl.DNNL_ARG_WORKSPACE,
                workspace));
    }

    @Override
    public void backward(Program program, boolean parameters, boolean input) {
        if (!input) {
            return;
        }
        pooling_backward.primitive_desc description = natives.own(new pooling_backward.primitive_desc(
                natives.cpu(),
                dnnl.dnnl_pooling_max,
                places(i),
                places(i + 1),
                window,
                window,
                none,
                none,
                none,
                forward,
                natives.attributes(null),
                false));
        program.add(natives.call(
                new pooling_backward(description),
                dnnl.DNNL_ARG_DIFF_DST,
                tensors.gradient(i + 1),
                dnnl.DNNL_ARG_DIFF_SRC,
                tensors.gradient(i),
                dnnl.DNNL_ARG_WORKSPACE,
                workspace));
    }
}
