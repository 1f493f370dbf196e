package ganflux.trainer.preset;

import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.learning.config.Adam;

/**
 * The networks of {@code dcgan-celeba}: 3,576,704 and 2,765,633 trained parameters, and batch norm's running statistics
 * beside them. A layer has a bias where no batch norm follows, except the generator's last.
 */
final class DcganCeleba {
    private static final int[] WIDTHS = {64, 128, 256, 512};
    private static final int KERNEL = 4;
    private static final int LATENT = 100;
    private static final double SLOPE = .2;
    private static final double DEVIATION = .02;

    private DcganCeleba() {}

    static MultiLayerConfiguration generator(long seed) {
        NeuralNetConfiguration.ListBuilder list = base(seed).list();
        list.layer(up(LATENT, WIDTHS[3], 1, 0, new ActivationIdentity()));
        for (int i = 3; i >= 0; i--) {
            list.layer(norm(WIDTHS[i])).layer(activation(new ActivationReLU()));
            list.layer(
                    i > 0
                            ? up(WIDTHS[i], WIDTHS[i - 1], 2, 1, new ActivationIdentity())
                            : up(WIDTHS[i], 3, 2, 1, new ActivationTanH()));
        }
        return list.inputPreProcessor(0, new FeedForwardToCnnPreProcessor(1, 1, LATENT))
                .build();
    }

    static MultiLayerConfiguration discriminator(long seed) {
        NeuralNetConfiguration.ListBuilder list = base(seed).list();
        list.layer(down(3, WIDTHS[0], true)).layer(activation(new ActivationLReLU(SLOPE)));
        int layers = 2;
        for (int i = 1; i < WIDTHS.length; i++) {
            list.layer(down(WIDTHS[i - 1], WIDTHS[i], false))
                    .layer(norm(WIDTHS[i]))
                    .layer(activation(new ActivationLReLU(SLOPE)));
            layers += 3;
        }
        // The source's last convolution, whose window is the whole 4x4 map: a dense layer, which gives rows.
        return list.layer(new DenseLayer.Builder()
                        .nIn(KERNEL * KERNEL * WIDTHS[3])
                        .nOut(1)
                        .activation(new ActivationIdentity())
                        .build())
                .inputPreProcessor(layers, new CnnToFeedForwardPreProcessor(KERNEL, KERNEL, WIDTHS[3]))
                .build();
    }

    private static NeuralNetConfiguration.Builder base(long seed) {
        return new NeuralNetConfiguration.Builder()
                .seed(seed)
                .weightInit(new NormalDistribution(0, DEVIATION))
                .updater(Adam.builder().learningRate(2e-4).beta1(.5).beta2(.999).build());
    }

    private static Deconvolution2D up(int in, int out, int stride, int padding, IActivation activation) {
        return new Deconvolution2D.Builder(KERNEL, KERNEL)
                .nIn(in)
                .nOut(out)
                .stride(stride, stride)
                .padding(padding, padding)
                .hasBias(false)
                .activation(activation)
                .build();
    }

    private static ConvolutionLayer down(int in, int out, boolean bias) {
        return new ConvolutionLayer.Builder(KERNEL, KERNEL)
                .nIn(in)
                .nOut(out)
                .stride(2, 2)
                .padding(1, 1)
                .hasBias(bias)
                .activation(new ActivationIdentity())
                .build();
    }

    private static BatchNormalization norm(int channels) {
        return new BatchNormalization.Builder()
                .nOut(channels)
                .decay(.9)
                .eps(1e-5)
                .weightInit(new NormalDistribution(1, DEVIATION))
                .build();
    }

    private static ActivationLayer activation(IActivation function) {
        return new ActivationLayer.Builder().activation(function).build();
    }
}
