package ganflux.trainer.preset.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ganflux.trainer.preset.FreshNetwork;
import ganflux.trainer.preset.Preset;
import ganflux.trainer.preset.Presets;
import ganflux.trainer.preset.network.LayerSpec.BatchNorm;
import ganflux.trainer.preset.network.LayerSpec.Dense;
import ganflux.trainer.preset.network.LayerSpec.GlobalMax;
import ganflux.trainer.preset.network.LayerSpec.Maxout;
import ganflux.trainer.preset.network.LayerSpec.Reshape;
import java.util.List;
import java.util.OptionalInt;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class NetworkSpecTest {
    private static final FirstWeights NORMAL = new FirstWeights(FirstWeights.Kind.NORMAL, .02);
    private static final Optimiser SGD = new Optimiser.GradientDescent(.1);

    /** Running statistics are DL4J's parameters too, but no optimiser trains them. */
    @Test
    void countsTheParametersThatAreTrained() {
        for (Preset preset : Presets.all()) {
            for (var network : List.of(preset.generator(), preset.discriminator())) {
                MultiLayerNetwork made = new MultiLayerNetwork(network.apply(1));
                made.init();
                long running = made.paramTable().entrySet().stream()
                        .filter(parameter -> parameter.getKey().matches("\\d+_(mean|var|log10stdev)"))
                        .mapToLong(parameter -> parameter.getValue().length())
                        .sum();
                assertThat(((NetworkSpec) network).parameters())
                        .as(preset.name())
                        .isEqualTo(made.numParams() - running);
            }
        }
    }

    /** The side that it computes is the side that DL4J makes. */
    @ParameterizedTest
    @CsvSource({
        "false, 3, 1, same, 7, 7",
        "false, 4, 2, same, 7, 4",
        "false, 3, 2, 1, 8, 4",
        "false, 5, 1, 0, 5, 1",
        "false, 2, 3, 0, 8, 3",
        "true, 5, 2, same, 7, 14",
        "true, 4, 2, 1, 4, 8",
        "true, 4, 1, 0, 1, 4",
        "true, 3, 2, 0, 4, 9"
    })
    void computesTheSideOfAMapAsDl4jDoes(
            boolean transposed, int kernel, int stride, String padding, int side, int expected) {
        OptionalInt around = padding.equals("same") ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(padding));
        WindowSpec window = new WindowSpec(transposed, 2, kernel, stride, around, true, ActivationFunction.IDENTITY);
        NetworkSpec network = new NetworkSpec(Extent.map(3, side, side), NORMAL, SGD, List.of(window));

        INDArray made = FreshNetwork.of(network.apply(1)).output(Nd4j.rand(1, 3, side, side));

        assertThat(network.output()).isEqualTo(Extent.map(2, expected, expected));
        assertThat(made.shape()).containsExactly(1, 2, expected, expected);
    }

    /** They do not take over the distribution of the network's weights. */
    @Test
    void beginsWithScalesOf1WhereBatchNormHasNoDeviation() {
        NetworkSpec network = new NetworkSpec(
                Extent.row(4),
                NORMAL,
                SGD,
                List.of(
                        new Dense(8, true, ActivationFunction.IDENTITY),
                        new Reshape(Extent.map(2, 2, 2)),
                        new BatchNorm(.9, 1e-5, 0),
                        new BatchNorm(.9, 1e-5, .5),
                        new Dense(1, true, ActivationFunction.IDENTITY)));

        MultiLayerNetwork fresh = FreshNetwork.of(network.apply(1));

        assertThat(fresh.getParam("1_gamma").toFloatVector()).containsOnly(1);
        assertThat(fresh.getParam("2_gamma").toFloatVector()).doesNotContain(1);
    }

    /** 6 units in groups of 3 that follow one another: two values. */
    @Test
    void maxoutTakesTheGreatestOfEachGroup() {
        NetworkSpec network = new NetworkSpec(
                Extent.row(1),
                NORMAL,
                SGD,
                List.of(
                        new Dense(6, true, ActivationFunction.IDENTITY),
                        new Maxout(3),
                        new Dense(1, true, ActivationFunction.IDENTITY)));
        MultiLayerNetwork made = FreshNetwork.of(network.apply(1));
        made.getParam("0_W").assign(Nd4j.createFromArray(new float[][] {{1, -1, 0, 5, -2, 2}}));
        made.getParam("0_b").assign(Nd4j.createFromArray(new float[][] {{0, 0, .5f, -100, 0, 0}}));
        made.getParam("2_W").assign(Nd4j.createFromArray(new float[][] {{1}, {10}}));

        // of 2: max(2, -2, .5) + 10 max(-90, -4, 4); of -2: max(-2, 2, .5) + 10 max(-110, 4, -4); of 0: .5 + 10 * 0
        assertThat(made.output(Nd4j.createFromArray(new float[][] {{2}, {-2}, {0}}))
                        .toFloatVector())
                .containsExactly(42, 42, .5f);
        assertThat(network.parameters()).isEqualTo(6 + 6 + 2 + 1);
        assertThat(made.numParams()).isEqualTo(15);
    }

    @Test
    void globalMaxTakesTheGreatestOfEachMap() {
        NetworkSpec network = new NetworkSpec(
                Extent.map(2, 2, 3),
                NORMAL,
                SGD,
                List.of(new GlobalMax(), new Dense(1, true, ActivationFunction.IDENTITY)));
        MultiLayerNetwork made = FreshNetwork.of(network.apply(1));
        made.getParam("1_W").assign(Nd4j.createFromArray(new float[][] {{1}, {10}}));

        INDArray maps =
                Nd4j.createFromArray(1f, 7, 3, -1, 2, 0, -5, -6, -2, -9, -4, -3).reshape(1, 2, 2, 3);
        assertThat(made.output(maps).toFloatVector()).containsExactly(7 - 20);
        assertThat(network.parameters()).isEqualTo(3);
        assertThatThrownBy(() -> new GlobalMax().after(Extent.row(6)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("it takes a map but gets 6 values");
    }

    @Test
    void maxoutNeedsGroupsThatAreFull() {
        assertThatThrownBy(() -> new Maxout(4).after(Extent.row(6)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("6 values cannot be dealt out to groups of 4");
        assertThatThrownBy(() -> new Maxout(2).after(Extent.map(2, 2, 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("it takes a row of values but gets 2x2x2");
    }

    @Test
    void refusesMapsThatNoMachineHolds() {
        assertThatThrownBy(() -> Extent.map(16_384, 4096, 4096))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("16384x4096x4096 is more than 67108864 values");
        WindowSpec shrinking = new WindowSpec(true, 1, 1, 1, OptionalInt.of(2), true, ActivationFunction.IDENTITY);
        assertThatThrownBy(() -> shrinking.after(Extent.map(1, 3, 3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("nothing is left: 1x-1x-1");
    }
}
