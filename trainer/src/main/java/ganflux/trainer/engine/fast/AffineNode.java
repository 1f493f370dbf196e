package ganflux.trainer.engine.fast;

import ganflux.trainer.engine.fast.Products.Kernel;
import ganflux.trainer.engine.fast.Stage.Affine;
import ganflux.trainer.engine.fast.Stage.Slice;
import ganflux.trainer.engine.fast.Stage.Window;
import java.util.Arrays;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.jspecify.annotations.Nullable;

/** A dense layer, a convolution or a transposed convolution, with its activation, from tensor {@code i} to the next. */
final class AffineNode implements Node {
    private final Natives natives;
    private final Tensors tensors;
    private final int i;
    private final Affine stage;
    private final Parameters parameters;
    private final boolean folded;
    private final Arrangement in;
    private final Arrangement out;
    private final memory input;
    private final memory.desc modelWeights;
    private final Products products;
    private final @Nullable SwappedRoles swapped;
    private final @Nullable FewChannels few;

    AffineNode(Natives natives, Tensors tensors, int i, Affine stage, Parameters parameters) {
        this.natives = natives;
        this.tensors = tensors;
        this.i = i;
        this.stage = stage;
        this.parameters = parameters;
        folded = stage.window() != null && Fold.pays(tensors, i);
        in = arrangement(i);
        out = arrangement(i + 1);
        input = in.memory(tensors.value(i));
        modelWeights = modelWeights();
        Operands operands = new Operands(
                in.form(),
                anyWeights(tensors.type()),
                anyWeights(Natives.F32),
                stage.bias() == null ? natives.nothing() : natives.vector(stage.out()),
                folded ? out.form() : tensors.places(i + 1, tensors.type(i + 1)),
                out.form(),
                stage.activation());
        products = products(operands);
        swapped = swapped();
        few = few();
    }

    /** Tensor {@code i} as the products want it: a dense layer takes images one after another. */
    private Arrangement arrangement(int i) {
        Shape shape = tensors.shape(i);
        memory.desc places = tensors.places(i, tensors.type());
        if (folded) {
            return Fold.of(natives, tensors, i);
        }
        if (stage.window() != null || !shape.image()) {
            return Arrangement.inPlace(natives, places);
        }
        memory.desc rows = natives.desc(tensors.type(), memory.format_tag.acdb, shape.dims(tensors.batch()));
        return tensors.layout().isChannelsLast(shape)
                ? Arrangement.inPlace(natives, rows)
                : Arrangement.copied(
                        natives, places, tensors.layout().channelsLast(natives, tensors.type(), shape), rows);
    }

    /** Whether a window moves over two of three axes. */
    private boolean volumes() {
        return folded || (stage.window() != null && tensors.layout().grouped());
    }

    private @Nullable FewChannels few() {
        if (volumes() || stage.window() == null || tensors.type() != Natives.F32) {
            return null;
        }
        FewChannels few = new FewChannels(natives, tensors, i, stage.window());
        return few.pays() ? few : null;
    }

    private @Nullable SwappedRoles swapped() {
        if (!folded || stage.window() == null) {
            return null;
        }
        SwappedRoles roles = new SwappedRoles(natives, tensors, i, stage.window());
        return roles.isPossible() ? roles : null;
    }

    private Products products(Operands operands) {
        Window window = stage.window();
        if (window == null) {
            return new DenseProducts(natives, operands);
        }
        Geometry geometry = new Geometry(window, tensors.shape(i), volumes());
        return window.transposed()
                ? new DeconvolutionProducts(natives, operands, geometry)
                : new ConvolutionProducts(natives, operands, geometry);
    }

    private long[] weightDims() {
        Window window = stage.window();
        Shape in = tensors.shape(i);
        if (window != null) {
            long[] dims = {
                stage.out(),
                stage.in(),
                window.rows().kernel(),
                window.columns().kernel(),
                1
            };
            return volumes() ? dims : Arrays.copyOf(dims, 4);
        }
        return in.image()
                ? new long[] {stage.out(), in.channels(), in.height(), in.width()}
                : new long[] {stage.out(), stage.in()};
    }

    private memory.desc anyWeights(memory.data_type type) {
        return natives.desc(type, memory.format_tag.any, weightDims());
    }

    /** The weights as DL4J lays them out: the output comes first, except in a transposed convolution. */
    private memory.desc modelWeights() {
        long[] dims = weightDims();
        if (dims.length == 2) {
            return natives.desc(Natives.F32, memory.format_tag.ab, dims);
        }
        boolean transposed = stage.window() != null && stage.window().transposed();
        memory.format_tag plain = volumes() ? memory.format_tag.abcde : memory.format_tag.abcd;
        memory.format_tag swapped = volumes() ? memory.format_tag.bacde : memory.format_tag.bacd;
        return natives.desc(Natives.F32, transposed ? swapped : plain, dims);
    }

    private memory weights(memory.desc layout) {
        return parameters.inLayout(stage.weights(), modelWeights, layout);
    }

    @Override
    public void forward(Program program) {
        if (few != null && few.isForward()) {
            forwardToFew(program, few);
            return;
        }
        Kernel kernel = products.forward();
        memory output = out.memory(tensors.value(i + 1));
        Object[] arguments = {
            dnnl.DNNL_ARG_SRC, input,
            dnnl.DNNL_ARG_WEIGHTS, weights(kernel.weights()),
            dnnl.DNNL_ARG_DST, output
        };
        in.in(program, tensors.value(i), input);
        if (stage.bias() != null) {
            memory bias = parameters.values(stage.bias(), natives.vector(stage.out()));
            arguments = Natives.with(arguments, dnnl.DNNL_ARG_BIAS, bias);
        }
        program.add(natives.call(kernel.operation(), arguments));
        out.out(program, output, tensors.value(i + 1));
    }

    private void forwardToFew(Program program, FewChannels few) {
        memory.desc channels = natives.desc(Natives.F32, memory.format_tag.abcd, 1, stage.out(), 1, 1);
        memory output = tensors.value(i + 1);
        memory bias = stage.bias() == null ? null : parameters.values(stage.bias(), channels);
        few.add(program, input, parameters.values(stage.weights(), modelWeights), bias, output);
        if (!stage.activation().isIdentity()) {
            program.add(ElementNode.forward(natives, stage.activation(), tensors.desc(i + 1), output, output));
        }
    }

    @Override
    public void backward(Program program, boolean wantParameters, boolean wantInput) {
        if (!wantParameters && !wantInput) {
            return;
        }
        memory gradient = beforeActivation(program);
        memory arranged = gradient;
        if (wantInput || swapped == null) {
            arranged = out.memory(gradient);
            out.in(program, gradient, arranged);
        }
        if (wantParameters) {
            weightGradient(program, gradient, arranged);
            if (stage.bias() != null) {
                biasGradient(program, gradient, stage.bias());
            }
        }
        if (wantInput) {
            inputGradient(program, arranged);
        }
    }

    private void inputGradient(Program program, memory arranged) {
        if (few != null && !few.isForward()) {
            few.add(program, arranged, parameters.values(stage.weights(), modelWeights), null, tensors.gradient(i));
            return;
        }
        Kernel kernel = products.toInput();
        memory inputGradient = in.memory(tensors.gradient(i));
        program.add(natives.call(
                kernel.operation(),
                dnnl.DNNL_ARG_DIFF_DST,
                arranged,
                dnnl.DNNL_ARG_WEIGHTS,
                weights(kernel.weights()),
                dnnl.DNNL_ARG_DIFF_SRC,
                inputGradient));
        in.out(program, inputGradient, tensors.gradient(i));
    }

    /** The gradient with respect to what the activation received, in the type of the products. */
    private memory beforeActivation(Program program) {
        memory gradient = tensors.gradient(i + 1);
        if (!stage.activation().isIdentity()) {
            memory before = tensors.ownGradient(i + 1);
            program.add(ElementNode.backward(
                    natives, stage.activation(), tensors.desc(i + 1), tensors.value(i + 1), gradient, before));
            gradient = before;
        }
        if (tensors.type(i + 1) != tensors.type()) {
            memory converted = natives.allocate(tensors.desc(i + 1, tensors.type()));
            program.add(natives.copyAs(gradient, tensors.desc(i + 1), converted, tensors.desc(i + 1, tensors.type())));
            gradient = converted;
        }
        return gradient;
    }

    private void weightGradient(Program program, memory gradient, memory arranged) {
        memory weightGradient;
        if (swapped != null) {
            weightGradient = swapped.add(program, tensors.value(i), gradient);
        } else {
            Kernel kernel = products.toWeights();
            weightGradient = natives.allocate(kernel.weights());
            program.add(natives.call(
                    kernel.operation(),
                    dnnl.DNNL_ARG_SRC,
                    input,
                    dnnl.DNNL_ARG_DIFF_DST,
                    arranged,
                    dnnl.DNNL_ARG_DIFF_WEIGHTS,
                    weightGradient));
        }
        if (stage.window() != null && tensors.type() != Natives.F32) {
            weightGradient = new IdleTaps(natives, tensors, i, stage).without(program, weightGradient, modelWeights);
        }
        program.add(parameters.accumulate(natives, weightGradient, stage.weights(), modelWeights));
    }

    /**
     * The sum over examples and places, as a product with ones. oneDNN's products would give it along with that of the
     * weights, but a transposed convolution takes its time: 14 ms of 39 for 64 channels of 28x28, this takes 0.4.
     */
    private void biasGradient(Program program, memory gradient, Slice bias) {
        long rows = tensors.batch() * tensors.shape(i + 1).size() / stage.out();
        memory.desc sums = natives.desc(Natives.F32, memory.format_tag.ab, 1, stage.out());
        matmul.primitive_desc product = natives.own(new matmul.primitive_desc(
                natives.cpu(),
                natives.desc(tensors.type(), memory.format_tag.ab, 1, rows),
                natives.desc(tensors.type(), memory.format_tag.ab, rows, stage.out()),
                sums,
                natives.attributes(null),
                false));
        memory.desc vector = natives.vector(stage.out());
        memory biasGradient = natives.allocate(vector);
        program.add(natives.call(
                new matmul(product),
                dnnl.DNNL_ARG_SRC,
                natives.ones(tensors.type(), rows),
                dnnl.DNNL_ARG_WEIGHTS,
                gradient,
                dnnl.DNNL_ARG_DST,
                biasGradient));
        program.add(parameters.accumulate(natives, biasGradient, bias, vector));
    }
}
