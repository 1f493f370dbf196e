package ganflux.trainer.engine;

import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Dropout that takes its mask from {@link DropoutMask} instead of ND4J's global random generator. The reference engine
 * puts it in place of DL4J's own in its private copy of a network.
 */
final class KeyedDropout implements IDropout {
    private static final long serialVersionUID = 1L;

    private final int layer;
    private final double retain;
    private final Key key;
    private transient @Nullable INDArray mask;

    /** The key of the pass under way, shared by all layers of a network; one thread. */
    static final class Key {
        long value;
    }

    KeyedDropout(int layer, double retain, Key key) {
        this.layer = layer;
        this.retain = retain;
        this.key = key;
    }

    @Override
    public INDArray applyDropout(
            INDArray input, INDArray result, int iteration, int epoch, LayerWorkspaceMgr workspaces) {
        float[] values = new float[Math.toIntExact(input.length())];
        DropoutMask.fill(values, values.length, key.value, layer, retain);
        try (MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
            mask = Nd4j.createFromArray(values).reshape('c', input.shape());
            return result.assign(input.mul(mask));
        }
    }

    @Override
    public INDArray backprop(INDArray gradientAtOutput, INDArray gradientAtInput, int iteration, int epoch) {
        INDArray drawn = mask;
        if (drawn == null) {
            throw new IllegalStateException("backprop through dropout of layer " + layer + " without a forward pass");
        }
        return gradientAtInput.assign(gradientAtOutput.mul(drawn));
    }

    @Override
    public void clear() {
        mask = null;
    }

    @Override
    public IDropout clone() {
        return new KeyedDropout(layer, retain, key);
    }
}
