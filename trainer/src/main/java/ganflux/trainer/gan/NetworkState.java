package ganflux.trainer.gan;

import java.io.Serializable;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What one network's training goes on from, apart from its network: plain arrays, so that it can travel.
 *
 * @param parameters all of them, in the order of DL4J's vector; float32, not to be modified
 * @param optimiser its state in the order of DL4J's vector, such as Adam's two moments; empty where it has none; not to be modified
 * @param updates how many were made, on which bias corrections and schedules depend
 * @param running where batch norm's running statistics are among the parameters, layer by layer
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record NetworkState(float[] parameters, float[] optimiser, int updates, List<RunningRange> running)
        implements Serializable {
    /**
     * One layer's running statistics.
     *
     * @param mean index of the first channel's mean
     * @param spread index of the first channel's variance, or of the base-10 logarithm of its standard deviation
     * @param channels how many there are
     * @param logarithmic whether the spread is that logarithm
     */
    public record RunningRange(int mean, int spread, int channels, boolean logarithmic) implements Serializable {}

    /** Copies the list. */
    public NetworkState {
        running = List.copyOf(running);
    }

    /** A copy of {@code network}'s, by the thread that trains it. */
    public static NetworkState of(MultiLayerNetwork network) {
        INDArray optimiser = network.getUpdater().getStateViewArray();
        return new NetworkState(
                parameters(network),
                optimiser == null ? new float[0] : copy(optimiser),
                network.getIterationCount(),
                running(network));
    }

    /** A copy of the parameters of {@code network} alone. */
    public static float[] parameters(MultiLayerNetwork network) {
        return copy(network.params());
    }

    /** Puts what {@link #parameters(MultiLayerNetwork)} gave into a network of the same configuration; an engine of it must be told. */
    public static void putParameters(float[] parameters, MultiLayerNetwork network) {
        put(parameters, network.params());
    }

    private static float[] copy(INDArray array) {
        float[] copy = new float[Math.toIntExact(array.length())];
        array.data().asNioFloat().get(0, copy);
        return copy;
    }

    private static List<RunningRange> running(MultiLayerNetwork network) {
        Map<String, INDArray> table = network.paramTable();
        long start = network.params().offset();
        List<RunningRange> ranges = new ArrayList<>();
        table.forEach((name, mean) -> {
            String layer = name.substring(0, name.indexOf('_') + 1);
            if (name.equals(layer + BatchNormalizationParamInitializer.GLOBAL_MEAN)) {
                boolean logarithmic = table.containsKey(layer + BatchNormalizationParamInitializer.GLOBAL_LOG_STD);
                INDArray spread = Objects.requireNonNull(table.get(layer
                        + (logarithmic
                                ? BatchNormalizationParamInitializer.GLOBAL_LOG_STD
                                : BatchNormalizationParamInitializer.GLOBAL_VAR)));
                ranges.add(new RunningRange(
                        Math.toIntExact(mean.offset() - start),
                        Math.toIntExact(spread.offset() - start),
                        Math.toIntExact(mean.length()),
                        logarithmic));
            }
        });
        return ranges;
    }

    /** Puts it into a network of the same configuration; an engine of it must be told. */
    public void into(MultiLayerNetwork network) {
        put(parameters, network.params());
        if (optimiser.length > 0) {
            put(optimiser, network.getUpdater().getStateViewArray());
        }
        network.setIterationCount(updates);
    }

    private static void put(float[] from, INDArray to) {
        if (from.length != to.length()) {
            throw new IllegalArgumentException(
                    "a state of " + from.length + " numbers is not one of a network of " + to.length());
        }
        FloatBuffer buffer = to.data().asNioFloat();
        buffer.put(0, from);
    }
}
