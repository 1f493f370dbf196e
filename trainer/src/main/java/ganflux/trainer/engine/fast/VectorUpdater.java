package ganflux.trainer.engine.fast;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.NoOp;

/**
 * The optimiser: one pass over the parameter vector, the gradient vector and DL4J's own updater state, chunk by chunk
 * through arrays that stay in the first-level cache, where the compiler vectorises the arithmetic.
 */
final class VectorUpdater implements AutoCloseable {
    private static final int CHUNK = 2048;

    private final List<Block> blocks = new ArrayList<>();
    private final FloatPointer values;
    private final FloatPointer state;
    private final float[] value = new float[CHUNK];
    private final float[] gradient = new float[CHUNK];
    private final float[] first = new float[CHUNK];
    private final float[] second = new float[CHUNK];
    private final float[] squares = new float[CHUNK];

    /**
     * Parameters in a row that share an optimiser; their arrays of state follow each other.
     *
     * @param offset of the first parameter
     * @param stateOffset of the first array of state
     */
    private record Block(UpdateRule rule, long offset, long length, long stateOffset) {}

    /**
     * Takes over the updater of an initialised network.
     *
     * @throws UnsupportedLayerException for an optimiser that has no rule here
     */
    VectorUpdater(MultiLayerNetwork network) {
        BaseMultiLayerUpdater<?> updater = (BaseMultiLayerUpdater<?>) network.getUpdater();
        for (UpdaterBlock block : updater.getUpdaterBlocks()) {
            UpdaterBlock.ParamState owner = block.getLayersAndVariablesInBlock().get(0);
            var config = owner.getLayer().getConfig().getUpdaterByParam(owner.getParamName());
            if (!(config instanceof NoOp)) {
                blocks.add(new Block(
                        UpdateRule.of(
                                indexOf(network, owner),
                                owner.getLayer().getClass().getSimpleName(),
                                config),
                        block.getParamOffsetStart(),
                        block.getParamOffsetEnd() - block.getParamOffsetStart(),
                        block.getUpdaterViewOffsetStart()));
            }
        }
        values = floats(network.params());
        INDArray states = updater.getStateViewArray();
        state = states == null ? new FloatPointer() : floats(states);
    }

    private static int indexOf(MultiLayerNetwork network, UpdaterBlock.ParamState owner) {
        return Arrays.asList((Object[]) network.getLayers()).indexOf(owner.getLayer());
    }

    private static FloatPointer floats(INDArray array) {
        Pointer start = array.data().addressPointer();
        return new FloatPointer(start) {
            {
                address = start.address();
                position = 0;
                limit = capacity = array.length();
            }
        };
    }

    /**
     * Makes a step with {@code gradients} times {@code scale}; none, where the norm is no finite number.
     *
     * @return the Euclidean norm of the scaled gradient of all parameters that have an optimiser
     */
    double update(FloatPointer gradients, float scale, int iteration, int epoch) {
        double norm = norm(gradients) * scale;
        if (!Double.isFinite(norm)) {
            return norm;
        }
        for (Block block : blocks) {
            block.rule.start(iteration, epoch);
            for (long done = 0; done < block.length; done += CHUNK) {
                chunk(block, gradients, scale, done, (int) Math.min(CHUNK, block.length - done));
            }
        }
        return norm;
    }

    /** A pass of its own: what must not be applied has to be known before the first parameter changes. */
    private double norm(FloatPointer gradients) {
        Arrays.fill(squares, 0);
        for (Block block : blocks) {
            for (long done = 0; done < block.length; done += CHUNK) {
                int n = (int) Math.min(CHUNK, block.length - done);
                gradients.position(block.offset + done).get(gradient, 0, n);
                for (int i = 0; i < n; i++) {
                    squares[i] += gradient[i] * gradient[i];
                }
            }
        }
        gradients.position(0);
        double sum = 0;
        for (float square : squares) {
            sum += square;
        }
        return Math.sqrt(sum);
    }

    private void chunk(Block block, FloatPointer gradients, float scale, long done, int n) {
        long at = block.offset + done;
        long firstState = block.stateOffset + done;
        long secondState = firstState + block.length;
        values.position(at).get(value, 0, n);
        gradients.position(at).get(gradient, 0, n);
        if (block.rule.states > 0) {
            state.position(firstState).get(first, 0, n);
        }
        if (block.rule.states > 1) {
            state.position(secondState).get(second, 0, n);
        }
        block.rule.apply(value, gradient, scale, first, second, n);
        values.position(at).put(value, 0, n);
        if (block.rule.states > 0) {
            state.position(firstState).put(first, 0, n);
        }
        if (block.rule.states > 1) {
            state.position(secondState).put(second, 0, n);
        }
        gradients.position(0);
    }

    @Override
    public void close() {
        values.close();
        state.close();
    }
}
