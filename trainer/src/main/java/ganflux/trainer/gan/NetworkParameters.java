package ganflux.trainer.gan;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Which of a network's parameters an optimiser trains; the others are batch norm's running statistics. */
public final class NetworkParameters {
    private static final Set<String> RUNNING = Set.of(
            BatchNormalizationParamInitializer.GLOBAL_MEAN,
            BatchNormalizationParamInitializer.GLOBAL_VAR,
            BatchNormalizationParamInitializer.GLOBAL_LOG_STD);

    private NetworkParameters() {}

    /** How many running statistics there are. */
    public static long runningCount(MultiLayerNetwork network) {
        return running(network).stream().mapToLong(INDArray::length).sum();
    }

    /** Views of those that are trained, layer by layer. */
    static List<INDArray> trained(MultiLayerNetwork network) {
        return where(network, name -> !RUNNING.contains(name));
    }

    /** Views of the running statistics, layer by layer. */
    static List<INDArray> running(MultiLayerNetwork network) {
        return where(network, RUNNING::contains);
    }

    private static List<INDArray> where(MultiLayerNetwork network, Predicate<String> name) {
        return network.paramTable().entrySet().stream()
                .filter(parameter -> name.test(nameInLayer(parameter.getKey())))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** DL4J's name without the layer's number: {@code W} of {@code 3_W}. */
    private static String nameInLayer(String name) {
        return name.substring(name.indexOf('_') + 1);
    }
}
