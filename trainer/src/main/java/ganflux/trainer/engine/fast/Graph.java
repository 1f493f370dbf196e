package ganflux.trainer.engine.fast;

import ganflux.trainer.engine.fast.Stage.Activate;
import ganflux.trainer.engine.fast.Stage.Affine;
import ganflux.trainer.engine.fast.Stage.Deviate;
import ganflux.trainer.engine.fast.Stage.Drop;
import ganflux.trainer.engine.fast.Stage.Norm;
import ganflux.trainer.engine.fast.Stage.Pool;
import ganflux.trainer.engine.fast.Stage.ToImages;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.bytedeco.dnnl.memory;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A network for one input shape and one mode: every primitive and every buffer of its passes, made once. Backward
 * programs are made when they are first asked for.
 */
final class Graph implements AutoCloseable {
    private final Natives natives = new Natives();
    private final List<Node> nodes = new ArrayList<>();
    private final Tensors tensors;
    private final int firstTrained;
    private @Nullable INDArray lastInput; // the gradients read its memory, which no one else need hold
    private final Program forward = new Program();
    private @Nullable Program toParameters;
    private @Nullable Program toInput;

    /**
     * What the graphs of one network share.
     *
     * @param running of each batch norm
     * @param type of the values between layers
     * @param layout of images between layers
     * @param dropoutKey the key of the pass under way
     */
    record Shared(
            List<Stage> stages,
            Parameters parameters,
            Map<Norm, RunningStatistics> running,
            memory.data_type type,
            ImageLayout.Choice layout,
            LongSupplier dropoutKey) {}

    /**
     * Builds the forward pass.
     *
     * @param input the shape of the input, examples first
     */
    Graph(Shared shared, long[] input, boolean training) {
        List<Stage> stages = shared.stages.stream()
                .filter(stage -> training || !(stage instanceof Drop))
                .toList();
        List<Shape> shapes = new ArrayList<>();
        shapes.add(Shape.of(input));
        for (Stage stage : stages) {
            shapes.add(stage.output(shapes.get(shapes.size() - 1)));
        }
        boolean affineEnd = !stages.isEmpty() && stages.get(stages.size() - 1) instanceof Affine;
        tensors = new Tensors(
                natives, shapes, shared.layout.of(input[0]), shared.type, affineEnd ? Natives.F32 : shared.type);
        int trained = stages.size();
        for (int i = 0; i < stages.size(); i++) {
            if (trained == stages.size() && (stages.get(i) instanceof Affine || stages.get(i) instanceof Norm)) {
                trained = i;
            }
            nodes.add(node(shared, stages.get(i), i, training));
        }
        firstTrained = trained;
        tensors.copyIn(forward);
        nodes.forEach(node -> node.forward(forward));
        tensors.copyOut(forward);
    }

    private Node node(Shared shared, Stage stage, int i, boolean training) {
        if (stage instanceof Affine affine) {
            return new AffineNode(natives, tensors, i, affine, shared.parameters);
        }
        if (stage instanceof Norm norm) {
            RunningStatistics running = shared.running.get(norm);
            if (running == null) {
                throw new IllegalStateException("no running statistics for layer " + norm.layer());
            }
            return new NormNode(natives, tensors, i, norm, training, shared.parameters, running);
        }
        if (stage instanceof Drop drop) {
            return new DropoutNode(natives, tensors, i, drop, shared.dropoutKey);
        }
        if (stage instanceof Pool pool) {
            return new PoolNode(natives, tensors, i, pool);
        }
        if (stage instanceof Deviate) {
            return new DeviationNode(natives, tensors, i);
        }
        if (stage instanceof Activate activate) {
            return new ElementNode(natives, tensors, i, activate.activation());
        }
        if (stage instanceof ToImages) {
            return new ReshapeNode(natives, tensors, i);
        }
        throw new IllegalStateException("no node for " + stage);
    }

    /** Runs the forward pass. */
    INDArray forward(INDArray input) {
        lastInput = input;
        tensors.input().set_data_handle(input.data().addressPointer());
        forward.run();
        return tensors.outputArray();
    }

    /** Adds the parameters' gradients of the last forward pass to the gradient vector. */
    void accumulateGradients(INDArray outputGradient) {
        Program program = toParameters;
        if (program == null) {
            program = backward(true, false);
            toParameters = program;
        }
        run(program, outputGradient);
    }

    /** The input's gradient of the last forward pass. */
    INDArray inputGradient(INDArray outputGradient) {
        Program program = toInput;
        if (program == null) {
            program = backward(false, true);
            toInput = program;
        }
        run(program, outputGradient);
        return tensors.inputGradientArray();
    }

    private void run(Program program, INDArray outputGradient) {
        tensors.outputGradient().set_data_handle(outputGradient.data().addressPointer());
        try {
            program.run();
        } finally {
            Reference.reachabilityFence(outputGradient);
            Reference.reachabilityFence(lastInput);
        }
    }

    private Program backward(boolean parameters, boolean input) {
        Program program = new Program();
        tensors.copyOutputGradient(program);
        for (int i = nodes.size() - 1; i >= 0; i--) {
            nodes.get(i).backward(program, parameters, input || i > firstTrained);
        }
        if (input) {
            tensors.copyInputGradient(program);
        }
        return program;
    }

    @Override
    public void close() {
        natives.close();
    }
}
