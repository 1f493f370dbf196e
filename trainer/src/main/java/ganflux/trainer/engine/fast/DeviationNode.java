package ganflux.trainer.engine.fast;

import ganflux.trainer.engine.BatchDeviation;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.FloatPointer;

/**
 * {@link BatchDeviation} from tensor {@code i} to the next, outside of oneDNN: it belongs near a discriminator's end, where maps are small.
 */
final class DeviationNode implements Node {
    private final Natives natives;
    private final Tensors tensors;
    private final int i;
    private final BatchDeviation deviation;
    private final Plain narrow;
    private final Plain wide;

    /** A tensor's values or gradients as float32 in the order channel, row, column; in oneDNN's memory and in an array. */
    @SuppressWarnings("ArrayRecordComponent") // filled and read, never compared
    private record Plain(int tensor, memory.desc form, FloatPointer bytes, float[] values) {
        static Plain of(Natives natives, Tensors tensors, int tensor) {
            int length = Math.toIntExact(tensors.batch() * tensors.shape(tensor).size());
            return new Plain(
                    tensor,
                    tensors.channelsFirst(tensor, Natives.F32),
                    natives.own(new FloatPointer(length)),
                    new float[length]);
        }
    }

    DeviationNode(Natives natives, Tensors tensors, int i) {
        this.natives = natives;
        this.tensors = tensors;
        this.i = i;
        narrow = Plain.of(natives, tensors, i);
        wide = Plain.of(natives, tensors, i + 1);
        Shape shape = tensors.shape(i);
        deviation = new BatchDeviation(
                Math.toIntExact(tensors.batch()),
                Math.toIntExact(shape.size()),
                Math.toIntExact(shape.height() * shape.width()));
    }

    @Override
    public void forward(Program program) {
        take(program, tensors.value(i), narrow);
        program.add(() -> deviation.forward(narrow.values, wide.values));
        give(program, wide, tensors.value(i + 1));
    }

    @Override
    public void backward(Program program, boolean parameters, boolean input) {
        if (input) {
            take(program, tensors.gradient(i + 1), wide);
            program.add(() -> deviation.backward(wide.values, narrow.values));
            give(program, narrow, tensors.gradient(i));
        }
    }

    private void take(Program program, memory from, Plain to) {
        program.add(natives.copyAs(from, places(to), natives.wrap(to.form, to.bytes), to.form));
        program.add(() -> to.bytes.get(to.values));
    }

    private void give(Program program, Plain from, memory to) {
        program.add(() -> from.bytes.put(from.values));
        program.add(natives.copyAs(natives.wrap(from.form, from.bytes), from.form, to, places(from)));
    }

    private memory.desc places(Plain of) {
        return tensors.places(of.tensor, tensors.type(of.tensor));
    }
}
