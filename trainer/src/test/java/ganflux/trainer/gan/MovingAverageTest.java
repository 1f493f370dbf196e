package ganflux.trainer.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ganflux.trainer.engine.TinyNetworks;
import ganflux.trainer.preset.Stabilisers;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Sgd;

class MovingAverageTest {
    /** Batch norm comes first, with gamma, beta, mean and log10 of the deviation of two channels: parameters 0 to 7. */
    @Test
    void averagesWhatIsTrainedAndCopiesRunningStatistics() {
        MultiLayerNetwork generator = TinyNetworks.engine(TinyNetworks.convolutional(1, new Sgd(1), DataType.FLOAT))
                .network();
        double[] before = generator.params().toDoubleVector();
        MovingAverage average = new MovingAverage(generator, MovingAverage.begin(generator), .75);
        assertThat(average.network().params()).isEqualTo(generator.params());

        generator.params().addi(1);
        average.update();
        generator.params().subi(3);
        average.update();

        double[] expected = new double[before.length];
        Arrays.setAll(
                expected,
                i -> i >= 4 && i < 8
                        ? before[i] - 2
                        : .75 * (.75 * before[i] + .25 * (before[i] + 1)) + .25 * (before[i] - 2));
        assertThat(average.network().params().toDoubleVector()).containsExactly(expected, within(1e-6));
    }

    @Test
    void reachesEveryParameterOfALargeNetwork() {
        MultiLayerNetwork generator = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .list(new DenseLayer.Builder().nIn(70).nOut(90).build())
                .build());
        generator.init();
        MovingAverage average = new MovingAverage(generator, MovingAverage.begin(generator), .5);
        generator.params().assign(2);
        average.network().params().assign(1);

        average.update();

        assertThat(average.network().params().toDoubleVector()).hasSize(71 * 90).containsOnly(1.5);
    }

    @Test
    void severalUpdatesOfTheSameAreOneOfAHigherPower() {
        MultiLayerNetwork generator = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .list(new DenseLayer.Builder().nIn(1).nOut(1).build())
                .build());
        generator.init();
        MovingAverage average = new MovingAverage(generator, MovingAverage.begin(generator), .5);
        generator.params().assign(2);
        average.network().params().assign(1);

        average.update(3);

        assertThat(average.network().params().toDoubleVector()).containsOnly(1.875);
    }

    /** The figures of StyleGAN2's code: 64 images an update, 10 kimg. */
    @Test
    void forgetsHalfInItsHalfLife() {
        Stabilisers stabilisers = Stabilisers.NONE.averaged(10);

        assertThat(stabilisers.emaBeta(64)).isCloseTo(.995574, within(1e-6));
        assertThat(Math.pow(stabilisers.emaBeta(50), 200)).isCloseTo(.5, within(1e-12));
    }
}
