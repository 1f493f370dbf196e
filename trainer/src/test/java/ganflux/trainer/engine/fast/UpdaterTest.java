package ganflux.trainer.engine.fast;

import static org.assertj.core.api.Assertions.assertThat;

import ganflux.trainer.engine.EngineKind;
import ganflux.trainer.engine.EngineOptions;
import ganflux.trainer.engine.NetworkEngine;
import ganflux.trainer.engine.Pass;
import ganflux.trainer.engine.ReferenceEngine;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.InverseSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/** Optimisers, with and without schedules: parameters and states as DL4J's, on vectors longer than a chunk. */
class UpdaterTest {
    private static final EngineOptions OPTIONS = new EngineOptions(EngineKind.FAST, 2);

    static Stream<IUpdater> updaters() {
        return Stream.of(
                new Sgd(.1),
                new Sgd(new ExponentialSchedule(ScheduleType.ITERATION, .1, .5)),
                new Nesterovs(.1, .9),
                new Nesterovs(new InverseSchedule(ScheduleType.ITERATION, .1, .3, 1), .8),
                new RmsProp(new InverseSchedule(ScheduleType.ITERATION, .01, .3, 1)),
                new Adam(.01, .5, .999, 1e-8),
                Adam.builder()
                        .learningRateSchedule(new ExponentialSchedule(ScheduleType.ITERATION, .01, .7))
                        .build());
    }

    @ParameterizedTest
    @MethodSource("updaters")
    void aGradientWithoutAFiniteNormChangesNothing(IUpdater updater) {
        for (boolean fast : new boolean[] {false, true}) {
            MultiLayerNetwork disturbed = model(updater);
            MultiLayerNetwork undisturbed = model(updater);
            try (NetworkEngine one = engine(fast, disturbed);
                    NetworkEngine other = engine(fast, undisturbed)) {
                INDArray input = Nd4j.randn(6, 60);
                INDArray gradient = Nd4j.randn(6, 50);
                step(one, input, gradient);
                step(other, input, gradient);
                for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
                    INDArray spoilt = gradient.dup();
                    spoilt.putScalar(5, 49, bad);
                    assertThat(step(one, input, spoilt)).isNotFinite();
                    assertThat(disturbed.params()).isEqualTo(undisturbed.params());
                    assertThat(disturbed.getIterationCount()).isEqualTo(1);
                }
                one.forward(input, Pass.training(7));
                one.accumulateGradients(gradient);
                one.discard();
                assertThat(step(one, input, gradient)).isEqualTo(step(other, input, gradient));
                assertThat(disturbed.params()).isEqualTo(undisturbed.params());
                assertThat(disturbed.getUpdater().getStateViewArray())
                        .isEqualTo(undisturbed.getUpdater().getStateViewArray());
            }
        }
    }

    private static NetworkEngine engine(boolean fast, MultiLayerNetwork model) {
        return fast ? new FastEngine(model, 6, OPTIONS) : new ReferenceEngine(model);
    }

    private static double step(NetworkEngine engine, INDArray input, INDArray gradient) {
        engine.forward(input, Pass.training(1));
        engine.accumulateGradients(gradient);
        return engine.update(6);
    }

    @ParameterizedTest
    @MethodSource("updaters")
    void movesParametersAndStateAsDl4jDoes(IUpdater updater) {
        MultiLayerNetwork one = model(updater);
        MultiLayerNetwork other = model(updater);
        try (NetworkEngine fast = new FastEngine(one, 6, OPTIONS);
                NetworkEngine reference = new ReferenceEngine(other)) {
            for (int step = 0; step < 6; step++) {
                INDArray input = Nd4j.randn(6, 60);
                INDArray gradient = Nd4j.randn(6, 50);
                for (NetworkEngine engine : new NetworkEngine[] {fast, reference}) {
                    engine.forward(input, Pass.training(step));
                    engine.accumulateGradients(gradient);
                    assertThat(engine.update(6)).isPositive();
                }
                assertClose(one.params(), other.params());
                INDArray state = other.getUpdater().getStateViewArray();
                if (state != null) {
                    assertClose(one.getUpdater().getStateViewArray(), state);
                }
            }
        }
        assertThat(one.getIterationCount()).isEqualTo(6);
    }

    private static void assertClose(INDArray actual, INDArray expected) {
        assertThat(actual.distance2(expected) / expected.norm2Number().doubleValue())
                .isLessThan(2e-5);
    }

    /**
     * Two blocks of an optimiser, as batch norm's statistics lie between. No bias before batch norm: its true gradient is
     * zero, and Adam would make whole steps of what rounding leaves.
     */
    private static MultiLayerNetwork model(IUpdater updater) {
        MultiLayerNetwork model = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(updater)
                .list(
                        new DenseLayer.Builder()
                                .nIn(60)
                                .nOut(70)
                                .hasBias(false)
                                .activation(Activation.IDENTITY)
                                .build(),
                        new BatchNormalization.Builder().nOut(70).build(),
                        new DenseLayer.Builder()
                                .nIn(70)
                                .nOut(50)
                                .activation(Activation.TANH)
                                .build())
                .build());
        model.init();
        return model;
    }
}
