package ganflux.trainer.gan;

import ganflux.trainer.engine.NetworkEngine;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMax;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMin;
import org.nd4j.linalg.factory.Nd4j;

/** Keeps the trained parameters of a network between two bounds; batch norm's running statistics are not trained. */
final class WeightClip {
    private static final Set<String> RUNNING = Set.of(
            BatchNormalizationParamInitializer.GLOBAL_MEAN,
            BatchNormalizationParamInitializer.GLOBAL_VAR,
            BatchNormalizationParamInitializer.GLOBAL_LOG_STD);

    private final NetworkEngine engine;
    private final double bound;
    private final List<INDArray> trained;

    /** Binds the network of {@code engine}, of whose thread this is. */
    WeightClip(NetworkEngine engine, double bound) {
        this.engine = engine;
        this.bound = bound;
        trained = engine.network().paramTable().entrySet().stream()
                .filter(parameter -> !RUNNING.contains(nameInLayer(parameter.getKey())))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** DL4J's name without the layer's number: {@code W} of {@code 3_W}. */
    private static String nameInLayer(String name) {
        return name.substring(name.indexOf('_') + 1);
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
