package ganflux.trainer.engine.fast;

import ganflux.trainer.engine.EngineKind;
import ganflux.trainer.engine.EngineOptions;
import ganflux.trainer.engine.NetworkEngine;
import ganflux.trainer.engine.Pass;
import ganflux.trainer.engine.Precision;
import ganflux.trainer.engine.fast.Stage.Affine;
import ganflux.trainer.engine.fast.Stage.Norm;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.dnnl.memory;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Runs a network through oneDNN, on the model's own parameter vector and updater state. With the same seed, the same
 * processor and the same number of threads it computes the same bits. Derivatives at kinks are DL4J's: a leaky ReLU has slope 1
 * at exactly 0, where oneDNN's own has that of the negative side.
 */
public final class FastEngine implements NetworkEngine {
    /** A graph for each mode and batch size of a step, and some for sample grids. */
    private static final int MAX_GRAPHS = 6;

    /**
     * Measured on two cores, of which others used one: a step of mlp-mnist, 58 MFLOP in its largest pass, takes 4.7 ms on one thread, 6.8 on
     * two that sleep between; of ring8, 190 MFLOP in sixteen layers, 24 ms and 56.
     */
    private static final double SMALL_FLOP = 3e8;

    private final MultiLayerNetwork model;
    private final int maxBatch;
    private final Natives natives;
    private final Parameters parameters;
    private final VectorUpdater updater;
    private final Graph.Shared shared;
    private final Map<Key, Graph> graphs = new LinkedHashMap<>(16, .75f, true);
    private final int threads;
    private long dropoutKey;
    private @Nullable Graph last;

    /** What a graph is made for. */
    private record Key(List<Long> input, boolean training) {}

    /**
     * Takes an initialised model, whose parameters it will change in place.
     *
     * @param maxBatch the largest number of examples in a pass
     * @throws UnsupportedLayerException where the model has a layer that this engine lacks
     * @throws IllegalStateException where {@link #unavailable} gives a reason
     */
    public FastEngine(MultiLayerNetwork model, int maxBatch, EngineOptions options) {
        this(model, maxBatch, options, ImageLayout.bestFor(type(options)));
    }

    /** The same with a layout of images that need not be the best. */
    FastEngine(MultiLayerNetwork model, int maxBatch, EngineOptions options, ImageLayout.Choice layout) {
        unavailable(options).ifPresent(reason -> {
            throw new IllegalStateException(reason);
        });
        this.model = model;
        this.maxBatch = maxBatch;
        List<Stage> stages = StageReader.read(model);
        int allowed = threads(options);
        threads = isSmall(stages, 2.0 * model.numParams() * maxBatch) ? 1 : allowed;
        useThreads();
        updater = new VectorUpdater(model);
        natives = new Natives();
        parameters = new Parameters(natives, model.params());
        Map<Norm, RunningStatistics> running = new LinkedHashMap<>();
        for (Stage stage : stages) {
            if (stage instanceof Norm norm) {
                running.put(norm, new RunningStatistics(natives, parameters, norm));
            }
        }
        shared = new Graph.Shared(stages, parameters, running, type(options), layout, () -> dropoutKey);
    }

    private static memory.data_type type(EngineOptions options) {
        return options.precision() == Precision.BF16 ? memory.data_type.bf16 : Natives.F32;
    }

    /** The most threads that a network may have with these options. */
    public static int threads(EngineOptions options) {
        return options.threads() == 0 ? PhysicalCores.count() : options.threads();
    }

    /** Why this engine cannot run here with these options; empty where it can. */
    public static Optional<String> unavailable(EngineOptions options) {
        Optional<String> failure = OneDnn.failure();
        if (failure.isEmpty() && options.precision() == Precision.BF16 && !OneDnn.hasBfloat16()) {
            return Optional.of("this processor has no bfloat16 instructions (AVX512_BF16)");
        }
        return failure;
    }

    /** Whether a network without convolutions does so little that waking a second thread takes longer than its help. */
    private static boolean isSmall(List<Stage> stages, double flopPerPass) {
        return flopPerPass < SMALL_FLOP
                && stages.stream().noneMatch(stage -> stage instanceof Affine affine && affine.window() != null);
    }

    /** OpenMP keeps one number of threads for the calling thread, which several engines may share. */
    private void useThreads() {
        NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(threads);
    }

    @Override
    public MultiLayerNetwork network() {
        return model;
    }

    @Override
    public EngineKind kind() {
        return EngineKind.FAST;
    }

    @Override
    public INDArray forward(INDArray input, Pass pass) {
        if (input.size(0) > maxBatch) {
            throw new IllegalArgumentException(
                    "a pass takes at most " + maxBatch + " examples but gets " + input.size(0));
        }
        useThreads();
        parameters.refresh();
        dropoutKey = pass.dropoutKey();
        Graph graph = graph(input.shape(), pass.training());
        last = graph;
        return graph.forward(contiguous(input));
    }

    private Graph graph(long[] shape, boolean training) {
        Key key = new Key(Arrays.stream(shape).boxed().toList(), training);
        Graph graph = graphs.get(key);
        if (graph == null) {
            if (graphs.size() == MAX_GRAPHS) {
                Map.Entry<Key, Graph> oldest = graphs.entrySet().iterator().next();
                graphs.remove(oldest.getKey());
                oldest.getValue().close();
            }
            graph = new Graph(shared, shape, training);
            graphs.put(key, graph);
        }
        return graph;
    }

    private static INDArray contiguous(INDArray array) {
        return isContiguous(array) ? array : array.dup('c');
    }

    /** Whether the values lie one after the other, the last index the fastest. A dimension of 1 may have any stride. */
    static boolean isContiguous(INDArray array) {
        long expected = 1;
        for (int dimension = array.rank() - 1; dimension >= 0; dimension--) {
            if (array.size(dimension) != 1 && array.stride(dimension) != expected) {
                return false;
            }
            expected *= array.size(dimension);
        }
        return true;
    }

    private Graph last() {
        Graph graph = last;
        if (graph == null) {
            throw new IllegalStateException("gradients need a forward pass before them");
        }
        return graph;
    }

    @Override
    public void accumulateGradients(INDArray outputGradient) {
        useThreads();
        last().accumulateGradients(contiguous(outputGradient));
        parameters.accumulated();
    }

    @Override
    public INDArray inputGradient(INDArray outputGradient) {
        useThreads();
        return last().inputGradient(contiguous(outputGradient));
    }

    @Override
    public FloatBuffer gradients() {
        return parameters.gradient().asBuffer();
    }

    @Override
    public double update(int examples) {
        int iteration = model.getIterationCount();
        double norm = updater.update(parameters.gradient(), 1f / examples, iteration, model.getEpochCount());
        if (!Double.isFinite(norm)) {
            discard();
            return norm;
        }
        shared.running().values().forEach(RunningStatistics::update);
        model.setIterationCount(iteration + 1);
        parameters.changed();
        return norm;
    }

    @Override
    public void discard() {
        parametersChanged();
    }

    @Override
    public void parametersChanged() {
        parameters.changed();
        shared.running().values().forEach(RunningStatistics::changed);
    }

    @Override
    public void close() {
        graphs.values().forEach(Graph::close);
        graphs.clear();
        last = null;
        updater.close();
        natives.close();
    }
}
