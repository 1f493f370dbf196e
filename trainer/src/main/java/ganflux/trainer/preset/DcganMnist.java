package ganflux.trainer.preset;

import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.schedule.InverseSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/** The networks of {@code dcgan-mnist}: 1,301,505 and 1,080,577 parameters. */
final class DcganMnist {
    private static final double SLOPE = .2;
    private static final int SIDE = 7;

    private DcganMnist() {}

    static MultiLayerConfiguration generator(long seed) {
        NeuralNetConfiguration.ListBuilder list = base(seed, 1e-4, 3e-8)
                .list()
                .layer(new DenseLayer.Builder()
                        .nIn(100)
                        .nOut(SIDE * SIDE * 128)
                        .activation(new ActivationIdentity())
                        .build());
        int in = 128;
        int[] filters = {128, 64, 32, 1};
        int[] strides = {2, 2, 1, 1};
        for (int i = 0; i < filters.length; i++) {
            boolean last = i == filters.length - 1;
            list.layer(new BatchNormalization.Builder()
                            .nOut(in)
                            .decay(.99)
                            .eps(1e-3)
                            .build())
                    .layer(activation(new ActivationReLU()))
                    .layer(new Deconvolution2D.Builder(5, 5)
                            .nIn(in)
                            .nOut(filters[i])
                            .stride(strides[i], strides[i])
                            .convolutionMode(ConvolutionMode.Same)
                            .activation(last ? new ActivationSigmoid() : new ActivationIdentity())
                            .build());
            in = filters[i];
        }
        return list.inputPreProcessor(1, new FeedForwardToCnnPreProcessor(SIDE, SIDE, 128))
                .build();
    }

    static MultiLayerConfiguration discriminator(long seed) {
        NeuralNetConfiguration.ListBuilder list = base(seed, 2e-4, 6e-8).list();
        int in = 1;
        int[] filters = {32, 64, 128, 256};
        int[] strides = {2, 2, 2, 1};
        int layers = 0;
        for (int i = 0; i < filters.length; i++) {
            list.layer(activation(new ActivationLReLU(SLOPE)))
                    .layer(new ConvolutionLayer.Builder(5, 5)
                            .nIn(in)
                            .nOut(filters[i])
                            .stride(strides[i], strides[i])
                            .convolutionMode(ConvolutionMode.Same)
                            .activation(new ActivationIdentity())
                            .build());
            in = filters[i];
            layers += 2;
        }
        return list.layer(new DenseLayer.Builder()
                        .nIn(4 * 4 * 256)
                        .nOut(1)
                        .activation(new ActivationIdentity())
                        .build())
                .inputPreProcessor(layers, new CnnToFeedForwardPreProcessor(4, 4, 256))
                .build();
    }

    private static NeuralNetConfiguration.Builder base(long seed, double learningRate, double decay) {
        return new NeuralNetConfiguration.Builder()
                .seed(seed)
                .weightInit(WeightInit.XAVIER_UNIFORM)
                .updater(RmsProp.builder()
                        .learningRateSchedule(new InverseSchedule(ScheduleType.ITERATION, learningRate, decay, 1))
                        .rmsDecay(.9)
                        .epsilon(1e-7)
                        .build());
    }

    private static ActivationLayer activation(IActivation function) {
        return new ActivationLayer.Builder().activation(function).build();
    }
}
