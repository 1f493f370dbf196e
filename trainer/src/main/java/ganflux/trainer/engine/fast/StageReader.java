package ganflux.trainer.engine.fast;

import ganflux.trainer.engine.DeviationPreProcessor;
import ganflux.trainer.engine.fast.Stage.Activate;
import ganflux.trainer.engine.fast.Stage.Affine;
import ganflux.trainer.engine.fast.Stage.Axis;
import ganflux.trainer.engine.fast.Stage.Deviate;
import ganflux.trainer.engine.fast.Stage.Drop;
import ganflux.trainer.engine.fast.Stage.Norm;
import ganflux.trainer.engine.fast.Stage.Pool;
import ganflux.trainer.engine.fast.Stage.Slice;
import ganflux.trainer.engine.fast.Stage.ToImages;
import ganflux.trainer.engine.fast.Stage.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Reads a DL4J network as stages, or refuses it with the name of the layer that it cannot read. */
final class StageReader {
    private final MultiLayerNetwork network;
    private final List<Stage> stages = new ArrayList<>();

    private StageReader(MultiLayerNetwork network) {
        this.network = network;
    }

    /**
     * The stages of an initialised network.
     *
     * @throws UnsupportedLayerException at the first layer that has no stage
     */
    static List<Stage> read(MultiLayerNetwork network) {
        StageReader reader = new StageReader(network);
        for (int i = 0; i < network.getnLayers(); i++) {
            Layer layer = network.getLayer(i).conf().getLayer();
            reader.preprocessor(i, layer);
            reader.dropout(i, layer);
            reader.layer(i, layer);
        }
        return List.copyOf(reader.stages);
    }

    private void preprocessor(int index, Layer layer) {
        InputPreProcessor processor = network.getLayerWiseConfigurations().getInputPreProcess(index);
        if (processor instanceof FeedForwardToCnnPreProcessor images) {
            stages.add(new ToImages(
                    Shape.image(images.getNumChannels(), images.getInputHeight(), images.getInputWidth())));
        } else if (processor instanceof DeviationPreProcessor) {
            stages.add(new Deviate());
        } else if (processor != null
                && !(processor instanceof CnnToFeedForwardPreProcessor && layer instanceof DenseLayer)) {
            throw unsupported(index, layer, processor.getClass().getSimpleName() + " before it");
        }
    }

    private void dropout(int index, Layer layer) {
        if (layer.getIDropout() instanceof Dropout dropout && dropout.getPSchedule() == null) {
            stages.add(new Drop(index, dropout.getP()));
        } else if (layer.getIDropout() != null) {
            throw unsupported(index, layer, layer.getIDropout().getClass().getSimpleName());
        }
    }

    private void layer(int index, Layer layer) {
        if (layer instanceof BaseLayer base) {
            checkPlain(index, base);
        }
        if (layer instanceof ActivationLayer activation) {
            activation(Activation.of(index, name(layer), activation.getActivationFn()));
        } else if (layer.getClass() == BatchNormalization.class) {
            stages.add(norm(index, (BatchNormalization) layer));
        } else if (layer.getClass() == DenseLayer.class) {
            stages.add(dense(index, (DenseLayer) layer));
        } else if (layer.getClass() == ConvolutionLayer.class || layer.getClass() == Deconvolution2D.class) {
            stages.add(convolution(index, (ConvolutionLayer) layer));
        } else if (layer.getClass() == SubsamplingLayer.class) {
            stages.add(pool(index, (SubsamplingLayer) layer));
        } else {
            throw unsupported(index, layer, "this layer");
        }
    }

    private void checkPlain(int index, BaseLayer layer) {
        if (layer.getGradientNormalization() != null
                && layer.getGradientNormalization() != GradientNormalization.None) {
            throw unsupported(index, layer, "gradient normalisation");
        }
        if (isPresent(layer.getRegularization()) || isPresent(layer.getRegularizationBias())) {
            throw unsupported(index, layer, "regularisation");
        }
        if (isPresent(layer.getConstraints()) || layer.getWeightNoise() != null) {
            throw unsupported(index, layer, "a constraint or weight noise");
        }
    }

    private static boolean isPresent(@Nullable List<?> list) {
        return list != null && !list.isEmpty();
    }

    /** An activation of its own, or the end of the stage before it. */
    private void activation(Activation activation) {
        Stage last = stages.isEmpty() ? null : stages.get(stages.size() - 1);
        if (activation.isIdentity()) {
            return;
        }
        if (last instanceof Affine affine && affine.activation().isIdentity()) {
            stages.set(stages.size() - 1, affine.then(activation));
        } else if (last instanceof Norm norm && !norm.relu() && activation.isRelu()) {
            stages.set(stages.size() - 1, norm.withRelu());
        } else {
            stages.add(new Activate(activation));
        }
    }

    private Norm norm(int index, BatchNormalization layer) {
        if (layer.isLockGammaBeta()) {
            throw unsupported(index, layer, "locked gamma and beta");
        }
        checkFormat(index, layer, layer.getCnn2DFormat());
        boolean logarithmic = layer.isUseLogStd();
        return new Norm(
                index,
                layer.getNOut(),
                layer.getEps(),
                layer.getDecay(),
                slice(index, "gamma"),
                slice(index, "beta"),
                slice(index, "mean"),
                slice(index, logarithmic ? "log10stdev" : "var"),
                logarithmic,
                false);
    }

    private Affine dense(int index, DenseLayer layer) {
        if (layer.hasLayerNorm()) {
            throw unsupported(index, layer, "layer normalisation");
        }
        return new Affine(
                index,
                layer.getNIn(),
                layer.getNOut(),
                null,
                slice(index, "W"),
                layer.hasBias() ? slice(index, "b") : null,
                Activation.of(index, name(layer), layer.getActivationFn()));
    }

    private Affine convolution(int index, ConvolutionLayer layer) {
        checkFormat(index, layer, layer.getCnn2dDataFormat());
        if (layer.getDilation()[0] != 1 || layer.getDilation()[1] != 1) {
            throw unsupported(index, layer, "dilation");
        }
        if (layer.getConvolutionMode() == ConvolutionMode.Causal) {
            throw unsupported(index, layer, "causal convolution");
        }
        boolean transposed = layer instanceof Deconvolution2D;
        Axis[] axes = new Axis[2];
        for (int i = 0; i < 2; i++) {
            axes[i] = new Axis(
                    transposed,
                    layer.getKernelSize()[i],
                    layer.getStride()[i],
                    layer.getPadding()[i],
                    layer.getConvolutionMode() == ConvolutionMode.Same);
        }
        return new Affine(
                index,
                layer.getNIn(),
                layer.getNOut(),
                new Window(transposed, axes[0], axes[1]),
                slice(index, "W"),
                layer.hasBias() ? slice(index, "b") : null,
                Activation.of(index, name(layer), layer.getActivationFn()));
    }

    /** Only over the whole of a map; its output's shape says whether it is the whole. */
    private static Pool pool(int index, SubsamplingLayer layer) {
        checkFormat(index, layer, layer.getCnn2dDataFormat());
        int[] window = layer.getKernelSize();
        if (layer.getPoolingType() != PoolingType.MAX
                || !Arrays.equals(window, layer.getStride())
                || layer.getConvolutionMode() == ConvolutionMode.Same
                || IntStream.of(layer.getPadding()).anyMatch(padding -> padding != 0)) {
            throw unsupported(index, layer, "pooling that is not the greatest of a whole map");
        }
        return new Pool(index, window[0], window[1]);
    }

    private static void checkFormat(int index, Layer layer, @Nullable CNN2DFormat format) {
        if (format == CNN2DFormat.NHWC) {
            throw unsupported(index, layer, "the NHWC data format");
        }
    }

    private Slice slice(int index, String parameter) {
        INDArray view = network.getLayer(index).getParam(parameter);
        return new Slice(view.offset() - network.params().offset(), view.length());
    }

    private static UnsupportedLayerException unsupported(int index, Layer layer, String what) {
        return new UnsupportedLayerException(index, name(layer), what);
    }

    private static String name(Layer layer) {
        return layer.getClass().getSimpleName();
    }
}
