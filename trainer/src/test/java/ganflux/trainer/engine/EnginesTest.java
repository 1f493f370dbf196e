package ganflux.trainer.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import ganflux.stream.command.UserError;
import ganflux.trainer.engine.fast.FastEngine;
import ganflux.trainer.engine.fast.UnsupportedLayerException;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.GaussianDropout;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.AdaDelta;
import org.nd4j.linalg.learning.config.Sgd;
import org.slf4j.LoggerFactory;

/** Which engine a network gets. */
class EnginesTest {
    private static final EngineOptions AUTO = new EngineOptions(EngineKind.AUTO, 1);
    private static final EngineOptions FAST = new EngineOptions(EngineKind.FAST, 1);
    private static final String POOLING =
            "layer 1 (SubsamplingLayer): pooling that is not the greatest of a whole map is not supported by the fast engine";

    @Test
    void autoTakesTheFastEngineWhereItCan() {
        try (NetworkEngine engine = Engines.create(AUTO, network(conv(), kernel().build()), 2)) {
            assertThat(engine).isInstanceOf(FastEngine.class);
        }
    }

    @Test
    void autoFallsBackToTheReferenceEngineAndSaysWhy() {
        Logger logger = (Logger) LoggerFactory.getLogger(Engines.class);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        try (NetworkEngine engine = Engines.create(AUTO, network(conv(), pooling()), 2)) {
            assertThat(engine).isInstanceOf(ReferenceEngine.class);
            assertThat(engine.forward(Nd4j.ones(2, 2, 4, 4), Pass.INFERENCE).shape())
                    .containsExactly(2, 3, 3, 3);
        } finally {
            logger.detachAppender(log);
        }
        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("Using the reference engine, which is slow: " + POOLING);
    }

    @Test
    void theFastEngineAskedForByNameRefusesWithARemedy() {
        assertThatThrownBy(() -> Engines.create(FAST, network(conv(), pooling()), 2))
                .isInstanceOf(UserError.class)
                .hasMessage("the fast engine cannot run this model here: " + POOLING + "; use --engine reference");
    }

    /** A layer that the fast engine lacks, after one that it has. */
    private record Lacking(String message, Layer layer) {
        @Override
        public String toString() {
            return message;
        }
    }

    static Stream<Lacking> lacking() {
        return Stream.of(
                new Lacking("layer 1 (SubsamplingLayer): pooling that is not the greatest of a whole map", pooling()),
                new Lacking(
                        "layer 1 (LocalResponseNormalization): this layer",
                        new LocalResponseNormalization.Builder().build()),
                new Lacking("layer 1 (ConvolutionLayer): dilation", dilated()),
                new Lacking(
                        "layer 1 (ConvolutionLayer): activation softplus",
                        kernel().activation(Activation.SOFTPLUS).build()),
                new Lacking(
                        "layer 1 (ConvolutionLayer): GaussianDropout",
                        kernel().dropOut(new GaussianDropout(.5)).build()),
                new Lacking(
                        "layer 1 (ConvolutionLayer): regularisation",
                        kernel().l2(1e-3).build()),
                new Lacking(
                        "layer 1 (ConvolutionLayer): the updater AdaDelta",
                        kernel().updater(new AdaDelta()).build()));
    }

    @ParameterizedTest
    @MethodSource("lacking")
    void whatTheFastEngineLacksIsNamedWithItsLayer(Lacking each) {
        assertThatThrownBy(() -> new FastEngine(network(conv(), each.layer), 2, FAST))
                .isInstanceOf(UnsupportedLayerException.class)
                .hasMessage(each.message + " is not supported by the fast engine");
    }

    @Test
    void aDenseLayerWithLayerNormalisationIsNamed() {
        Layer layer = new DenseLayer.Builder().nIn(4).nOut(3).hasLayerNorm(true).build();

        assertThatThrownBy(() -> new FastEngine(network(layer), 2, FAST))
                .isInstanceOf(UnsupportedLayerException.class)
                .hasMessage("layer 0 (DenseLayer): layer normalisation is not supported by the fast engine");
    }

    private static MultiLayerNetwork network(Layer... layers) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Sgd(.1))
                .list(layers)
                .build());
        network.init();
        return network;
    }

    private static ConvolutionLayer.Builder kernel() {
        return new ConvolutionLayer.Builder(1, 1).nIn(3).nOut(2).activation(Activation.IDENTITY);
    }

    private static Layer conv() {
        return new ConvolutionLayer.Builder(1, 1)
                .nIn(2)
                .nOut(3)
                .activation(Activation.TANH)
                .build();
    }

    private static Layer dilated() {
        return kernel().dilation(2, 2).build();
    }

    private static Layer pooling() {
        return new SubsamplingLayer.Builder().kernelSize(2, 2).stride(1, 1).build();
    }
}
