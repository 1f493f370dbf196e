package ganflux.trainer.engine.fast;

import java.util.Arrays;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/** Makes oneDNN objects that live as long as its arena; one thread. */
final class Natives implements AutoCloseable {
    static final memory.data_type F32 = memory.data_type.f32;

    private final Arena arena = new Arena();
    private final dnnl_stream handle;

    Natives() {
        handle = arena.own(arena.own(new stream(OneDnn.cpu())).get());
    }

    engine cpu() {
        return OneDnn.cpu();
    }

    <P extends Pointer> P own(P pointer) {
        return arena.own(pointer);
    }

    memory.desc desc(memory.data_type type, memory.format_tag tag, long... dims) {
        return own(new memory.desc(dims, type, tag));
    }

    memory.desc strided(memory.data_type type, long[] dims, long[] strides) {
        return own(new memory.desc(dims, type, strides));
    }

    /** The description of an operand that there is none of. */
    memory.desc nothing() {
        return own(new memory.desc());
    }

    /** A one-dimensional float32 array. */
    memory.desc vector(long length) {
        return desc(F32, memory.format_tag.a, length);
    }

    /** Memory of its own, set to zero by the first touch of the operating system or left as it comes. */
    memory allocate(memory.desc form) {
        return own(new memory(form, cpu()));
    }

    /** Memory over somebody else's bytes. */
    memory wrap(memory.desc form, Pointer bytes) {
        return own(new memory(form, cpu(), bytes));
    }

    /** A row of ones. */
    memory ones(memory.data_type type, long length) {
        FloatPointer values = own(new FloatPointer(length));
        for (long i = 0; i < length; i++) {
            values.put(i, 1);
        }
        memory row = wrap(desc(F32, memory.format_tag.ab, 1, length), values);
        if (type == F32) {
            return row;
        }
        memory converted = allocate(desc(type, memory.format_tag.ab, 1, length));
        copy(row, converted).run();
        return converted;
    }

    /** Memory that holds zeros alone; not to be written. */
    memory zeros(memory.desc form) {
        memory zeros = allocate(form);
        own(new BytePointer(own(zeros.get_data_handle())))
                .capacity(form.get_size())
                .zero();
        return zeros;
    }

    /** A part of float32 memory, from its float number {@code offset} on. */
    memory part(memory whole, long offset, long[] dims, long[] strides) {
        Pointer base = own(whole.get_data_handle());
        return wrap(strided(F32, dims, strides), own(new FloatPointer(base).getPointer(offset)));
    }

    /** A single 0 of the type and number of dimensions of {@code form}. */
    memory zero(memory.desc form) {
        long[] ones = new long[form.get_ndims()];
        Arrays.fill(ones, 1);
        memory.format_tag dense = ones.length == 2 ? memory.format_tag.ab : memory.format_tag.abcd;
        return wrap(desc(form.get_data_type(), dense, ones), own(new FloatPointer(0f)));
    }

    /** Attributes with one activation after the primitive, or none. */
    primitive_attr attributes(@Nullable Activation after) {
        primitive_attr attributes = own(new primitive_attr());
        if (after != null && !after.isIdentity()) {
            post_ops operations = own(new post_ops());
            operations.append_eltwise(after.forward(), after.alpha(), 0);
            attributes.set_post_ops(operations);
        }
        return attributes;
    }

    /** Binds arguments, given as number and memory by turns, to a primitive. */
    Program.Call call(primitive operation, Object... arguments) {
        int count = arguments.length / 2;
        dnnl_exec_arg_t bound = own(new dnnl_exec_arg_t(count));
        for (int i = 0; i < count; i++) {
            bound.position(i).arg((Integer) arguments[2 * i]).memory(own(((memory) arguments[2 * i + 1]).get()));
        }
        bound.position(0);
        own(operation);
        return new Program.Call(handle, own(operation.get()), bound, count);
    }

    /** Appends arguments to a list of them. */
    static Object[] with(Object[] arguments, Object... more) {
        Object[] all = Arrays.copyOf(arguments, arguments.length + more.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return all;
    }

    /** Copies between layouts and types. */
    Program.Call copy(memory from, memory to) {
        return reorder(from, to, attributes(null));
    }

    /** Adds {@code from} to what {@code to} holds. */
    Program.Call add(memory from, memory to) {
        primitive_attr attributes = own(new primitive_attr());
        post_ops operations = own(new post_ops());
        operations.append_sum();
        attributes.set_post_ops(operations);
        return reorder(from, to, attributes);
    }

    private Program.Call reorder(memory from, memory to, primitive_attr attributes) {
        return reorder(from, own(from.get_desc()), to, own(to.get_desc()), attributes);
    }

    /** Copies, seeing the memories as the given descriptions rather than as their own. */
    Program.Call copyAs(memory from, memory.desc fromDesc, memory to, memory.desc toDesc) {
        return reorder(from, fromDesc, to, toDesc, attributes(null));
    }

    private Program.Call reorder(
            memory from, memory.desc fromDesc, memory to, memory.desc toDesc, primitive_attr attributes) {
        reorder operation =
                new reorder(own(new reorder.primitive_desc(cpu(), fromDesc, cpu(), toDesc, attributes, false)));
        return call(operation, dnnl.DNNL_ARG_FROM, from, dnnl.DNNL_ARG_TO, to);
    }

    @Override
    public void close() {
        arena.close();
    }
}
