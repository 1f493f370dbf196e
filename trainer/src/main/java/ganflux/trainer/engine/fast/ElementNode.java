package ganflux.trainer.engine.fast;

import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.eltwise_backward;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;

/** An activation on its own, from tensor {@code i} to the next. */
final class ElementNode implements Node {
    private final Natives natives;
    private final Tensors tensors;
    private final int i;
    private final Activation activation;

    ElementNode(Natives natives, Tensors tensors, int i, Activation activation) {
        this.natives = natives;
        this.tensors = tensors;
        this.i = i;
        this.activation = activation;
    }

    @Override
    public void forward(Program program) {
        if (tensors.type(i) != tensors.type(i + 1)) {
            throw new IllegalStateException("an activation does not convert");
        }
        program.add(forward(natives, activation, tensors.desc(i), tensors.value(i), tensors.value(i + 1)));
    }

    /** An activation of {@code from}; {@code to} may be the same. */
    static Program.Call forward(Natives natives, Activation activation, memory.desc form, memory from, memory to) {
        return natives.call(
                new eltwise_forward(hint(natives, activation, activation.forward(), form)),
                dnnl.DNNL_ARG_SRC,
                from,
                dnnl.DNNL_ARG_DST,
                to);
    }

    @Override
    public void backward(Program program, boolean parameters, boolean input) {
        if (input) {
            program.add(backward(
                    natives,
                    activation,
                    tensors.desc(i),
                    tensors.value(i + 1),
                    tensors.gradient(i + 1),
                    tensors.gradient(i)));
        }
    }

    /** From the gradient with respect to an activation's output to that with respect to its input. */
    static Program.Call backward(
            Natives natives, Activation activation, memory.desc form, memory output, memory from, memory to) {
        if (activation.steepAtZero()) {
            return steepBackward(natives, activation, form, output, from, to);
        }
        eltwise_backward.primitive_desc description = natives.own(new eltwise_backward.primitive_desc(
                natives.cpu(),
                activation.backward(),
                form,
                form,
                form,
                activation.alpha(),
                hint(natives, activation, activation.backward(), form),
                natives.attributes(null),
                false));
        return natives.call(
                new eltwise_backward(description),
                dnnl.DNNL_ARG_DST,
                output,
                dnnl.DNNL_ARG_DIFF_DST,
                from,
                dnnl.DNNL_ARG_DIFF_SRC,
                to);
    }

    /** {@code from} times ((output >= 0) * (1 - alpha) + alpha). */
    private static Program.Call steepBackward(
            Natives natives, Activation activation, memory.desc form, memory output, memory from, memory to) {
        memory zero = natives.zero(form);
        post_ops operations = natives.own(new post_ops());
        operations.append_eltwise(dnnl.dnnl_eltwise_linear, 1 - activation.alpha(), activation.alpha());
        operations.append_binary(dnnl.dnnl_binary_mul, form);
        primitive_attr attributes = natives.attributes(null);
        attributes.set_post_ops(operations);
        binary operation = new binary(natives.own(new binary.primitive_desc(
                natives.cpu(), dnnl.dnnl_binary_ge, form, natives.own(zero.get_desc()), form, attributes, false)));
        return natives.call(
                operation,
                dnnl.DNNL_ARG_SRC_0,
                output,
                dnnl.DNNL_ARG_SRC_1,
                zero,
                2 * dnnl.DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE | dnnl.DNNL_ARG_SRC_1,
                from,
                dnnl.DNNL_ARG_DST,
                to);
    }

    private static eltwise_forward.primitive_desc hint(
            Natives natives, Activation activation, int algorithm, memory.desc form) {
        return natives.own(new eltwise_forward.primitive_desc(
                natives.cpu(),
                dnnl.dnnl_forward_training,
                algorithm,
                form,
                form,
                activation.alpha(),
                natives.attributes(null),
                false));
    }
}
