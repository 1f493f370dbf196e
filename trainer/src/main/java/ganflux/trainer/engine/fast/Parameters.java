package ganflux.trainer.engine.fast;

import ganflux.trainer.engine.fast.Stage.Slice;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The model's parameter vector, the gradient vector beside it, and copies of weights in the layouts and types in which
 * primitives want them.
 */
final class Parameters {
    private static final long FLOAT_BYTES = Float.BYTES;

    private final Natives natives;
    private final Pointer values;
    private final FloatPointer gradient;
    private final List<Copy> copies = new ArrayList<>();
    private boolean stale;
    private boolean empty = true;

    /** A copy of a slice in another layout. */
    private record Copy(Slice slice, memory.desc form, memory target, Program.Step refresh) {}

    /** Over {@code params}, which is read and written in place. */
    Parameters(Natives natives, INDArray params) {
        this.natives = natives;
        values = natives.own(params.data().addressPointer());
        gradient = natives.own(new FloatPointer(params.length()));
    }

    /** The parameters in {@code slice}, seen as {@code form}. */
    memory values(Slice slice, memory.desc form) {
        return natives.wrap(form, at(values, slice));
    }

    /** The parameters in {@code slice}, for reading and writing at absolute positions. */
    FloatBuffer buffer(Slice slice) {
        return new FloatPointer(at(values, slice)).capacity(slice.length()).asBuffer();
    }

    private Pointer at(Pointer base, Slice slice) {
        return natives.own(new Address(base.address() + slice.offset() * FLOAT_BYTES));
    }

    /** A pointer to memory that something else owns. */
    private static final class Address extends Pointer {
        Address(long address) {
            this.address = address;
        }
    }

    /**
     * The parameters in {@code slice}, which the model holds as {@code from}, in the layout {@code to}: the model's own
     * memory where they are the same, otherwise a copy that {@link #refresh} renews.
     */
    memory inLayout(Slice slice, memory.desc from, memory.desc to) {
        if (from.equals(to)) {
            return values(slice, from);
        }
        for (Copy copy : copies) {
            if (copy.slice.equals(slice) && copy.form.equals(to)) {
                return copy.target;
            }
        }
        memory copy = natives.allocate(to);
        Program.Step step = natives.copy(values(slice, from), copy);
        step.run();
        copies.add(new Copy(slice, to, copy, step));
        return copy;
    }

    /**
     * Adds {@code from} to the gradient in {@code slice}, which the model would hold as {@code layout}.
     *
     * @param owner makes what the step needs, and so decides how long it lives
     */
    Program.Step accumulate(Natives owner, memory from, Slice slice, memory.desc layout) {
        memory to = owner.wrap(layout, at(gradient, slice));
        Program.Step first = owner.copy(from, to);
        Program.Step more = owner.add(from, to);
        return () -> (empty ? first : more).run();
    }

    /** To call after the gradients of a pass were added: from now on they are added to, not replaced. */
    void accumulated() {
        empty = false;
    }

    /** To call after every change of the parameters, which also clears the gradient. */
    void changed() {
        stale = true;
        empty = true;
    }

    /** Renews the copies after a change. */
    void refresh() {
        if (stale) {
            stale = false;
            for (Copy copy : copies) {
                copy.refresh.run();
            }
        }
    }

    /** The gradient vector: what was accumulated since the last change, or zeros. */
    FloatPointer gradient() {
        if (empty) {
            gradient.zero();
        }
        return gradient;
    }
}
