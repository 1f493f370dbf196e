package ganflux.trainer.engine.fast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ganflux.trainer.engine.EngineKind;
import ganflux.trainer.engine.EngineOptions;
import ganflux.trainer.engine.NetworkEngine;
import ganflux.trainer.engine.Pass;
import ganflux.trainer.engine.ReferenceEngine;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * Derivatives where a function has a kink: at exactly 0, which is where an image's black background and a bias that has
 * not moved yet lead. DL4J's leaky ReLU has slope 1 there, its ReLU 0.
 */
class KinkTest {
    private static final INDArray INPUT = Nd4j.createFromArray(new float[][] {{0, -1, 2, -0f, 1e-20f, -1e-20f}});
    private static final INDArray GRADIENT = Nd4j.createFromArray(new float[][] {{3, 3, 3, 3, 3, 3}});

    @Test
    void aLeakyReluIsSteepAtZero() {
        assertSlopes(new ActivationLReLU(.25), 1, .25, 1, 1, 1, .25);
    }

    @Test
    void aReluIsFlatAtZero() {
        assertSlopes(new ActivationReLU(), 0, 0, 1, 0, 1, 0);
    }

    private static void assertSlopes(IActivation function, double... slopes) {
        double[] expected = new double[slopes.length];
        for (int i = 0; i < slopes.length; i++) {
            expected[i] = 3 * slopes[i];
        }
        Layer alone = new ActivationLayer.Builder().activation(function).build();
        Layer unchanged = new DenseLayer.Builder()
                .nIn(6)
                .nOut(6)
                .hasBias(false)
                .activation(new ActivationIdentity())
                .build();
        for (NetworkEngine engine : engines(alone, unchanged)) {
            engine.network().setParam("1_W", Nd4j.eye(6));
            engine.parametersChanged();
            engine.forward(INPUT, Pass.training(1));
            assertThat(engine.inputGradient(GRADIENT).toDoubleVector())
                    .as(engine.getClass().getSimpleName())
                    .containsExactly(expected, within(1e-6));
            engine.close();
        }
    }

    /** A dense layer whose weights and biases are 0: its outputs are, and its biases' gradients tell the slope. */
    @Test
    void aLeakyReluInsideALayerIsSteepAtZero() {
        Layer dense = new DenseLayer.Builder()
                .nIn(6)
                .nOut(2)
                .activation(new ActivationLReLU(.25))
                .build();
        for (NetworkEngine engine : engines(dense)) {
            engine.network().params().assign(0);
            engine.parametersChanged();
            engine.forward(INPUT, Pass.training(1));
            engine.accumulateGradients(Nd4j.createFromArray(new float[][] {{3, -2}}));
            engine.update(1);
            assertThat(engine.network().getParam("0_b").toDoubleVector())
                    .as(engine.getClass().getSimpleName())
                    .containsExactly(-3, 2);
            engine.close();
        }
    }

    private static List<NetworkEngine> engines(Layer... layers) {
        return List.of(
                new ReferenceEngine(model(layers)),
                new FastEngine(model(layers), 1, new EngineOptions(EngineKind.FAST, 1)));
    }

    private static MultiLayerNetwork model(Layer... layers) {
        MultiLayerNetwork model = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .updater(new Sgd(1))
                .list(layers)
                .build());
        model.init();
        return model;
    }
}
