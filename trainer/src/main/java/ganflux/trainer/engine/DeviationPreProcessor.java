package ganflux.trainer.engine;

import java.util.function.BiConsumer;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.deeplearning4j.nn.conf.preprocessor.BaseInputPreProcessor;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * {@link BatchDeviation} before a layer of a DL4J network, for which DL4J has nothing of its own: [n, values] become
 * [n, values + 1], [n, channels, height, width] become [n, channels + 1, height, width], float32. A network with it opens in plain
 * DL4J where this class is on the class path. One thread.
 */
public final class DeviationPreProcessor extends BaseInputPreProcessor {
    private static final long serialVersionUID = 1L;

    private transient @Nullable BatchDeviation last;
    private transient long[] narrow = {};

    @Override
    public INDArray preProcess(INDArray input, int batch, LayerWorkspaceMgr workspaces) {
        narrow = input.shape();
        long[] wide = narrow.clone();
        wide[1]++;
        int examples = Math.toIntExact(narrow[0]);
        int values = Math.toIntExact(input.length() / examples);
        BatchDeviation deviation = new BatchDeviation(examples, values, Math.toIntExact(values / narrow[1]));
        last = deviation;
        return through(
                deviation::forward, input, workspaces.create(ArrayType.ACTIVATIONS, input.dataType(), wide, 'c'));
    }

    @Override
    public INDArray backprop(INDArray gradient, int batch, LayerWorkspaceMgr workspaces) {
        BatchDeviation deviation = last;
        if (deviation == null) {
            throw new IllegalStateException("backprop through a minibatch deviation without a forward pass");
        }
        return through(
                deviation::backward,
                gradient,
                workspaces.create(ArrayType.ACTIVATION_GRAD, gradient.dataType(), narrow, 'c'));
    }

    private static INDArray through(BiConsumer<float[], float[]> pass, INDArray input, INDArray output) {
        float[] values = new float[Math.toIntExact(output.length())];
        try (MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
            pass.accept(input.dup('c').data().asFloat(), values);
            return output.assign(Nd4j.createFromArray(values).reshape(output.shape()));
        }
    }

    @Override
    public InputType getOutputType(InputType input) {
        return input instanceof InputTypeConvolutional images
                ? InputType.convolutional(images.getHeight(), images.getWidth(), images.getChannels() + 1)
                : InputType.feedForward(input.arrayElementsPerExample() + 1);
    }

    /** Another one, as a pass is not shared. */
    @Override
    public DeviationPreProcessor clone() {
        return new DeviationPreProcessor();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DeviationPreProcessor;
    }

    @Override
    public int hashCode() {
        return DeviationPreProcessor.class.hashCode();
    }
}
