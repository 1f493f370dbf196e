package ganflux.trainer.gan;

import ganflux.trainer.engine.NetworkEngine;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMax;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMin;
import org.nd4j.linalg.factory.Nd4j;

/** Keeps the trained parameters of a network between two bounds. */
final class WeightClip {
    private final NetworkEngine engine;
    private final double bound;
    private final List<INDArray> trained;

    /** Binds the network of {@code engine}, of whose thread this is. */
    WeightClip(NetworkEngine engine, double bound) {
        this.engine = engine;
        this.bound = bound;
        trained = NetworkParameters.trained(engine.network());
    }

    /** Brings what is beyond the bounds back to them. */
    void apply() {
        for (INDArray parameter : trained) {
            Nd4j.getExecutioner().exec(new ScalarMax(parameter, null, parameter, -bound));
            Nd4j.getExecutioner().exec(new ScalarMin(parameter, null, parameter, bound));
        }
        engine.parametersChanged();
    }
}
