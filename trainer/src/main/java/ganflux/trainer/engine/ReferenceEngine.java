package ganflux.trainer.engine;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.util.CrashReportingUtil;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Runs a network through stock DL4J with external errors. It executes a private copy that shares the model's parameter
 * vector, so that the model keeps its plain configuration while the copy draws its dropout masks from
 * {@link DropoutMask}.
 */
public final class ReferenceEngine implements NetworkEngine {
    static {
        // It would write a file into the working directory, by libraries that are left out, in place of the error.
        CrashReportingUtil.crashDumpsEnabled(false);
    }

    private final MultiLayerNetwork model;
    private final MultiLayerNetwork executed;
    private final KeyedDropout.Key dropoutKey = new KeyedDropout.Key();
    private final INDArray accumulated;
    private final List<INDArray> trainedParts;

    /** Takes an initialised model, whose parameters it will change in place. */
    public ReferenceEngine(MultiLayerNetwork model) {
        this.model = model;
        executed = new MultiLayerNetwork(model.getLayerWiseConfigurations().clone());
        executed.init(model.params(), false);
        Layer[] layers = executed.getLayers();
        for (int i = 0; i < layers.length; i++) {
            var conf = layers[i].conf().getLayer();
            if (conf.getIDropout() instanceof Dropout dropout) {
                conf.setIDropout(new KeyedDropout(i, dropout.getP(), dropoutKey));
            } else if (conf.getIDropout() != null) {
                throw new IllegalArgumentException("layer " + i + " has "
                        + conf.getIDropout().getClass().getSimpleName() + "; only plain Dropout is supported");
            }
        }
        model.initGradientsView();
        model.getUpdater();
        accumulated = model.getFlattenedGradients();
        accumulated.assign(0);
        trainedParts = trainedParts(model);
    }

    /** Views of the gradient vector without batch norm's running statistics, which no optimiser trains. */
    private static List<INDArray> trainedParts(MultiLayerNetwork model) {
        List<INDArray> parts = new ArrayList<>();
        for (Layer layer : model.getLayers()) {
            if (layer.numParams() > 0) {
                INDArray view = layer.getGradientsViewArray();
                Map<String, INDArray> named =
                        layer.conf().getLayer().initializer().getGradientsFromFlattened(layer.conf(), view);
                named.forEach((name, part) -> {
                    if (!isRunningStatistic(name)) {
                        parts.add(part);
                    }
                });
            }
        }
        return parts;
    }

    private static boolean isRunningStatistic(String parameter) {
        return switch (parameter) {
            case BatchNormalizationParamInitializer.GLOBAL_MEAN,
                    BatchNormalizationParamInitializer.GLOBAL_VAR,
                    BatchNormalizationParamInitializer.GLOBAL_LOG_STD -> true;
            default -> false;
        };
    }

    @Override
    public MultiLayerNetwork network() {
        return model;
    }

    @Override
    public EngineKind kind() {
        return EngineKind.REFERENCE;
    }

    @Override
    public INDArray forward(INDArray input, Pass pass) {
        if (!pass.training()) {
            return executed.output(input, false);
        }
        dropoutKey.value = pass.dropoutKey();
        executed.setInput(input);
        List<INDArray> activations = executed.feedForward(true, false);
        return activations.get(activations.size() - 1);
    }

    @Override
    public void accumulateGradients(INDArray outputGradient) {
        accumulated.addi(
                executed.backpropGradient(outputGradient, null).getFirst().gradient());
    }

    @Override
    public INDArray inputGradient(INDArray outputGradient) {
        return executed.backpropGradient(outputGradient, null).getSecond();
    }

    @Override
    public FloatBuffer gradients() {
        return accumulated.data().asNioFloat();
    }

    @Override
    public double update(int examples) {
        double norm = gradientNorm() / examples;
        if (!Double.isFinite(norm)) {
            discard();
            return norm;
        }
        int iteration = model.getIterationCount();
        model.getUpdater()
                .update(
                        model,
                        new DefaultGradient(accumulated),
                        iteration,
                        model.getEpochCount(),
                        examples,
                        LayerWorkspaceMgr.noWorkspaces());
        model.params().subi(accumulated.reshape(model.params().shape()));
        model.setIterationCount(iteration + 1);
        accumulated.assign(0);
        return norm;
    }

    private double gradientNorm() {
        double squares = 0;
        for (INDArray part : trainedParts) {
            double norm = part.castTo(DataType.DOUBLE).norm2Number().doubleValue(); // float32 sums lose four digits
            squares += norm * norm;
        }
        return Math.sqrt(squares);
    }

    @Override
    public void discard() {
        accumulated.assign(0);
    }

    @Override
    public void parametersChanged() {
        discard();
    }

    @Override
    public void close() {
        // Its arrays are ND4J's, which frees them when they are unreachable.
    }
}
