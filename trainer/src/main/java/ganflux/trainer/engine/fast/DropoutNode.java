package ganflux.trainer.engine.fast;

import ganflux.trainer.engine.DropoutMask;
import ganflux.trainer.engine.fast.Stage.Drop;
import java.util.function.LongSupplier;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.FloatPointer;

/** Dropout from tensor {@code i} to the next; in inference a copy. */
final class DropoutNode implements Node {
    private final Natives natives;
    private final Tensors tensors;
    private final int i;
    private final Drop stage;
    private final LongSupplier key;
    private final float[] drawn;
    private final FloatPointer drawnNative;
    private final memory mask;

    /**
     * A node that drops.
     *
     * @param key the key of the pass under way
     */
    DropoutNode(Natives natives, Tensors tensors, int i, Drop stage, LongSupplier key) {
        this.natives = natives;
        this.tensors = tensors;
        this.i = i;
        this.stage = stage;
        this.key = key;
        drawn = new float[Math.toIntExact(tensors.batch() * tensors.shape(i).size())];
        drawnNative = natives.own(new FloatPointer(drawn.length));
        mask = natives.allocate(tensors.desc(i));
    }

    @Override
    public void forward(Program program) {
        program.add(() -> {
            DropoutMask.fill(drawn, drawn.length, key.getAsLong(), stage.layer(), stage.retain());
            drawnNative.put(drawn);
        });
        memory.desc plain = tensors.channelsFirst(i, Natives.F32);
        program.add(natives.copyAs(natives.wrap(plain, drawnNative), plain, mask, tensors.places(i, tensors.type(i))));
        multiply(program, tensors.value(i), tensors.value(i + 1));
    }

    @Override
    public void backward(Program program, boolean parameters, boolean input) {
        if (input) {
            multiply(program, tensors.gradient(i + 1), tensors.gradient(i));
        }
    }

    private void multiply(Program program, memory from, memory to) {
        memory.desc form = tensors.desc(i);
        binary operation = new binary(natives.own(new binary.primitive_desc(
                natives.cpu(), dnnl.dnnl_binary_mul, form, form, form, natives.attributes(null), false)));
        program.add(
                natives.call(operation, dnnl.DNNL_ARG_SRC_0, from, dnnl.DNNL_ARG_SRC_1, mask, dnnl.DNNL_ARG_DST, to));
    }
}
