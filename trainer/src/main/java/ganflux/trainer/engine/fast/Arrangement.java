package ganflux.trainer.engine.fast;

import org.bytedeco.dnnl.memory;
import org.jspecify.annotations.Nullable;

/** A tensor as a layer's products want it: as it lies, or rearranged in memory of its own. */
final class Arrangement {
    private final Natives natives;
    private final memory.desc form;
    private final @Nullable Copy copy;

    /** The same values where the tensor has them and where the copy has them, in the same dimensions. */
    private record Copy(memory.desc tensor, memory.desc arranged) {}

    private Arrangement(Natives natives, memory.desc form, @Nullable Copy copy) {
        this.natives = natives;
        this.form = form;
        this.copy = copy;
    }

    /** The tensor as it lies, seen as {@code form}. */
    static Arrangement inPlace(Natives natives, memory.desc form) {
        return new Arrangement(natives, form, null);
    }

    /**
     * Memory of its own.
     *
     * @param tensor how the tensor lies
     * @param arranged how its copy does, in the same dimensions
     * @param form the copy as the products see it
     */
    static Arrangement copied(Natives natives, memory.desc tensor, memory.desc arranged, memory.desc form) {
        return new Arrangement(natives, form, new Copy(tensor, arranged));
    }

    /** What the products see. */
    memory.desc form() {
        return form;
    }

    /** Memory in this arrangement for the values of {@code of}, a tensor or its gradient: {@code of} itself or new memory. */
    memory memory(memory of) {
        return copy != null ? natives.allocate(form) : of;
    }

    /** Appends what brings a tensor's values to {@code arranged}. */
    void in(Program program, memory of, memory arranged) {
        if (copy != null) {
            program.add(natives.copyAs(of, copy.tensor, arranged, copy.arranged));
        }
    }

    /** Appends what brings {@code arranged} to its tensor. */
    void out(Program program, memory arranged, memory of) {
        if (copy != null) {
            program.add(natives.copyAs(arranged, copy.arranged, of, copy.tensor));
        }
    }
}
