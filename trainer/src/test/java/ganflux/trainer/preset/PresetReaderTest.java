package ganflux.trainer.preset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ganflux.stream.command.UsageError;
import ganflux.trainer.preset.network.NetworkSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a user's own file may say, and the line that answers a mistake in it. */
class PresetReaderTest {
    /** Every line has a number in the messages below. */
    private static final String TINY = """
            description: a tiny pair
            images: {channels: 1, height: 8, width: 8, range: unit}
            noise: {length: 4, distribution: normal}
            batch: 2
            loss: non-saturating
            step: {first: discriminator, fakes: separate, one-batch: true, discriminator-loss: mean}
            generator:
              weights: {kind: glorot-uniform}
              optimiser: {kind: adam, rate: 1e-3}
              layers:
                - {layer: dense, units: 32, activation: relu}
                - {layer: reshape, channels: 2, height: 4, width: 4}
                - {layer: batch-norm, momentum: 0.9, epsilon: 1e-5}
                - {layer: transposed-convolution, filters: 1, kernel: 4, stride: 2, padding: 1, activation: sigmoid}
            discriminator:
              weights: {kind: normal, deviation: 0.02}
              optimiser: {kind: rmsprop, rate: 1e-3}
              layers:
                - {layer: convolution, filters: 3, kernel: 3, stride: 2, padding: same, activation: leaky-relu, slope: 0.2}
                - {layer: dropout, rate: 0.25}
                - {layer: dense, units: 1, bias: false}
            """;

    @Test
    void readsNetworksThatFitTogether() {
        Preset preset = read(TINY);

        MultiLayerNetwork generator = FreshNetwork.of(preset.generator().apply(1));
        MultiLayerNetwork discriminator = FreshNetwork.of(preset.discriminator().apply(1));

        assertThat(preset.name()).isEqualTo("tiny");
        assertThat(generator.numParams()).isEqualTo((4 + 1) * 32 + 4 * 2 + 4 * 4 * 2 + 1);
        assertThat(discriminator.numParams()).isEqualTo(3 * 3 * 3 + 3 + 4 * 4 * 3);
    }

    @Test
    void refusesWhatIsNestedTooDeeply() {
        assertThatThrownBy(() -> read("description: " + "[".repeat(100_000)))
                .isInstanceOf(UsageError.class)
                .hasMessageStartingWith("tiny.yaml");
        assertThatThrownBy(() -> read("description: " + "[".repeat(60) + "]".repeat(60)))
                .isInstanceOf(UsageError.class)
                .hasMessage("tiny.yaml: nested more than 50 deep");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    units: 32        | units: abc       | tiny.yaml:11: generator.layers[0].units: 'abc' must be a whole number of at least 1
                    units: 32        | units: 0         | tiny.yaml:11: generator.layers[0].units: '0' must be a whole number of at least 1
                    units: 32        | units: 2.5       | tiny.yaml:11: generator.layers[0].units: '2.5' must be a whole number of at least 1
                    units: 32        | units: 99999999  | tiny.yaml:11: generator.layers[0].units: '99999999' must be at most 1048576
                    units: 32,       | unit: 32,        | tiny.yaml:11: generator.layers[0]: unknown key 'unit'; did you mean 'units'? (keys: layer, units, bias, activation, slope)
                    units: 32,       | ''               | tiny.yaml:11: generator.layers[0]: 'units' is missing
                    layer: dense, units: 32 | layer: dens, units: 32 | tiny.yaml:11: generator.layers[0].layer: 'dens' must be one of dense, convolution, transposed-convolution, batch-norm, activation, maxout, global-max, minibatch-deviation, dropout, reshape; did you mean 'dense'?
                    units: 32, activation: relu | units: 32, activation: rely | tiny.yaml:11: generator.layers[0].activation: 'rely' must be one of identity, relu, leaky-relu, tanh, sigmoid; did you mean 'relu'?
                    units: 32, activation: relu | units: 32, slope: 0.1 | tiny.yaml:11: generator.layers[0].slope: only the activation leaky-relu has a slope
                    height: 4,       | height: 5,       | tiny.yaml:12: generator.layers[1]: 2x5x4 has 40 values but it gets 32
                    padding: 1,      | padding: 0,      | tiny.yaml:8: generator: it gives 1x10x10 but the images are 1x8x8, 64 values
                    kernel: 3,       | kernel: 100,     | tiny.yaml:19: discriminator.layers[0].kernel: '100' must be at most 99
                    padding: same    | padding: some    | tiny.yaml:19: discriminator.layers[0].padding: 'some' must be same, or a whole number of at least 0
                    filters: 3, kernel: 3, stride: 2, padding: same | filters: 3, kernel: 9, padding: 0 | tiny.yaml:19: discriminator.layers[0]: a window of 9 does not fit into 8 with padding 0 on each side
                    rate: 0.25       | rate: 1          | tiny.yaml:20: discriminator.layers[1].rate: '1' must be a number of at least 0 and less than 1
                    layer: batch-norm, momentum: 0.9 | layer: batch-norm, momentum: 0 | tiny.yaml:13: generator.layers[2].momentum: '0' must be a number more than 0 and less than 1
                    '    - {layer: batch-norm, momentum: 0.9, epsilon: 1e-5}' | '    - {layer: batch-norm, momentum: 0.9, epsilon: 1e-5}\\n    - {layer: dropout, rate: 0.5}' | tiny.yaml:14: generator.layers[3]: a dense layer or a convolution must follow a dropout
                    kernel: 4, stride: 2, padding: 1 | kernel: 1, stride: 2, padding: same | 'tiny.yaml:14: generator.layers[3]: padding same cannot be with a window of 1 and a stride of 2 on 4, which it does not fill; give a window of at least 2'
                    kernel: 3, stride: 2, padding: same | kernel: 1, stride: 2, padding: same | 'tiny.yaml:19: discriminator.layers[0]: padding same cannot be with a window of 1 and a stride of 2 on 8, which it does not fill; give padding: 0'
                    units: 1, bias: false | units: 1, bias: 0 | tiny.yaml:21: discriminator.layers[2].bias: '0' must be true or false
                    units: 1, bias: false | units: 2     | tiny.yaml:16: discriminator: it must end in a dense layer of 1 unit without an activation: losses take logits
                    units: 1, bias: false | units: 1, activation: sigmoid | tiny.yaml:16: discriminator: it must end in a dense layer of 1 unit without an activation: losses take logits
                    , deviation: 0.02 | ''              | tiny.yaml:16: discriminator.weights: 'deviation' is missing
                    glorot-uniform   | 'glorot-uniform, deviation: 1' | tiny.yaml:8: generator.weights.deviation: only weights of kind normal have a deviation
                    kind: rmsprop, rate: 1e-3 | kind: rmsprop, rate: 1e39 | tiny.yaml:17: discriminator.optimiser.rate: '1e39' must be at most 3.4028235E38, as networks compute in float32
                    kind: rmsprop, rate: 1e-3 | kind: rmsprop, rate: -1 | tiny.yaml:17: discriminator.optimiser.rate: '-1' must be a number more than 0
                    kind: rmsprop    | kind: adagrad    | tiny.yaml:17: discriminator.optimiser.kind: 'adagrad' must be one of adam, rmsprop, nesterov, sgd
                    batch: 2         | batch: many      | tiny.yaml:4: batch: 'many' must be a whole number of at least 1
                    'kind: rmsprop, rate: 1e-3}' | 'kind: rmsprop, rate: 1e-3}\\n  pack: 3' | tiny.yaml:4: batch: '2' must be a multiple of discriminator.pack, which is 3
                    'kind: rmsprop, rate: 1e-3}' | 'kind: rmsprop, rate: 1e-3}\\n  pack: 0' | tiny.yaml:18: discriminator.pack: '0' must be a whole number of at least 1
                    'kind: rmsprop, rate: 1e-3}' | 'kind: rmsprop, rate: 1e-3}\\n  instance-noise: {deviation: 0.1}' | tiny.yaml:18: discriminator.instance-noise: 'steps' is missing
                    'kind: rmsprop, rate: 1e-3}' | 'kind: rmsprop, rate: 1e-3}\\n  instance-noise: {deviation: 0, steps: 9}' | tiny.yaml:18: discriminator.instance-noise.deviation: '0' must be a number more than 0
                    'kind: adam, rate: 1e-3}' | 'kind: adam, rate: 1e-3}\\n  ema-kimg: 0' | tiny.yaml:10: generator.ema-kimg: '0' must be a number more than 0
                    'kind: adam, rate: 1e-3}' | 'kind: adam, rate: 1e-3}\\n  pack: 2' | 'tiny.yaml:10: generator: unknown key ''pack'' (keys: weights, optimiser, ema-kimg, layers)'
                    'kind: rmsprop, rate: 1e-3}' | 'kind: rmsprop, rate: 1e-3}\\n  spectral-norm: true\\n  clip: 1' | 'tiny.yaml:19: discriminator.clip: with spectral-norm there is nothing to clip; give one of them'
                    layer: dropout, rate: 0.25 | layer: minibatch-deviation | 'tiny.yaml:20: discriminator.layers[1]: it needs real images and fakes in batches of their own: step.one-batch must be false'
                    '    - {layer: batch-norm, momentum: 0.9, epsilon: 1e-5}' | '    - {layer: batch-norm, momentum: 0.9, epsilon: 1e-5}\\n    - {layer: minibatch-deviation}' | 'tiny.yaml:8: generator: it cannot have a minibatch-deviation, by which an image would depend on those drawn with it'
                    '    - {layer: batch-norm, momentum: 0.9, epsilon: 1e-5}' | '    - {layer: minibatch-deviation}' | tiny.yaml:12: generator.layers[1]: a convolution, a batch norm or an activation must follow a reshape
                    batch: 2         | bach: 2         | tiny.yaml:4: unknown key 'bach'; did you mean 'batch'? (keys: description, source, images, points, noise, batch, condition, loss, labels, step, generator, discriminator)
                    batch: 2         | 'description: x' | tiny.yaml:4: 'description' is given twice
                    fakes: separate  | 'fakes: shared, discriminator-steps: 5' | tiny.yaml:6: step.fakes: 5 discriminator steps need separate fakes: shared ones exist once in a step
                    loss: non-saturating | loss: wasserstein | tiny.yaml:5: loss: this loss needs a discriminator with a clip, a gradient-penalty or spectral-norm: nothing else bounds its output
                    'kind: rmsprop, rate: 1e-3}' | 'kind: rmsprop, rate: 1e-3}\\n  gradient-penalty: {kind: gp, lambda: 10}' | tiny.yaml:18: discriminator.gradient-penalty.kind: 'gp' must be one of wgan-gp, r1
                    'kind: rmsprop, rate: 1e-3}' | 'kind: rmsprop, rate: 1e-3}\\n  gradient-penalty: {kind: r1, lambda: 10}' | 'tiny.yaml:18: discriminator.gradient-penalty: unknown key ''lambda'' (keys: kind, gamma)'
                    'kind: rmsprop, rate: 1e-3}' | 'kind: rmsprop, rate: 1e-3}\\n  gradient-penalty: {kind: wgan-gp, lambda: 0}' | tiny.yaml:18: discriminator.gradient-penalty.lambda: '0' must be a number more than 0
                    loss: non-saturating | 'loss: hinge\\nlabels: {real: 0.9}' | tiny.yaml:5: loss: this loss knows real and fake, and nothing between: real must be 1 and noise 0
                    batch: 2         | 'batch: 2\\nlabels: {real: 0.3}' | tiny.yaml:5: labels.real: '0.3' must be a number more than 0.5 and at most 1
                    batch: 2         | 'batch: 2\\nlabels: {noise: 1}' | tiny.yaml:5: labels.noise: '1' must be a number of at least 0 and at most 0.5
                    discriminator-loss: mean | 'discriminator-loss: mean, more-discriminator-steps: {count: 0}' | tiny.yaml:6: step.more-discriminator-steps.count: '0' must be a whole number of at least 1
                    discriminator-loss: mean | 'discriminator-loss: mean, more-discriminator-steps: {count: 100}' | tiny.yaml:6: step.more-discriminator-steps: no step has more without 'first' or 'every' of at least 1; give one of them, or both
                    discriminator-loss: mean | 'discriminator-loss: mean, more-discriminator-steps: {count: 9, first: 0, every: 0}' | tiny.yaml:6: step.more-discriminator-steps: no step has more without 'first' or 'every' of at least 1; give one of them, or both
                    channels: 2, height: 4, width: 4 | channels: 128, height: 1024, width: 1024 | tiny.yaml:12: generator.layers[1]: 128x1024x1024 is more than 67108864 values
                    loss: non-saturating | 'loss: |\\n  minmax' | 'tiny.yaml:5: loss: ''minmax\\u000a'' must be one of minimax, non-saturating, least-squares, hinge, wasserstein; did you mean ''minimax''?'
                    batch: 2         | 'batch: "2"'     | 'tiny.yaml:4: batch: ''2'' must be a whole number of at least 1, without quotes'
                    units: 1, bias: false | 'units: 1, bias: "false"' | 'tiny.yaml:21: discriminator.layers[2].bias: ''false'' must be true or false, without quotes'
                    batch: 2         | '"ba\\tch": 2'   | 'tiny.yaml:4: unknown key ''ba\\u0009ch''; did you mean ''batch''? (keys: description, source, images, points, noise, batch, condition, loss, labels, step, generator, discriminator)'
                    channels: 1, height: 8, width: 8, range | channels: 2, height: 8, width: 8, range | tiny.yaml:2: images.channels: images have 1 channel (grey) or 3 (red, green, blue), not 2
                    range: unit      | range: [0, 1]    | tiny.yaml:2: images.range: this must be one of signed, unit
                    units: 32, activation: relu} | 'units: 32}\\n    - {layer: maxout, pieces: 5}' | tiny.yaml:12: generator.layers[1]: 32 values cannot be dealt out to groups of 5
                    units: 32, activation: relu} | 'units: 32}\\n    - {layer: maxout, pieces: 1}' | tiny.yaml:12: generator.layers[1].pieces: '1' must be a whole number of at least 2
                    batch: 2         | 'batch: 2\\npoints: {dimensions: 2}' | tiny.yaml:2: images: a preset has images or points, not both
                    images: {channels: 1, height: 8, width: 8, range: unit} | 'points: {dimensions: 0}' | tiny.yaml:2: points.dimensions: '0' must be a whole number of at least 1
                    images: {channels: 1, height: 8, width: 8, range: unit} | 'points: {dimension: 2}' | tiny.yaml:2: points: unknown key 'dimension'; did you mean 'dimensions'? (keys: dimensions)
                    images: {channels: 1, height: 8, width: 8, range: unit} | 'points: {dimensions: 2}' | tiny.yaml:8: generator: it gives 1x8x8 but the points are 2 values
                    range: unit      | range: float     | tiny.yaml:2: images.range: 'float' must be one of signed, unit
                    batch: 2         | 'batch: 2\\ncondition: {kind: cgan}' | tiny.yaml:5: condition: 'classes' is missing
                    batch: 2         | 'batch: 2\\ncondition: {kind: cgan, classes: 1}' | tiny.yaml:5: condition.classes: '1' must be a whole number of at least 2
                    batch: 2         | 'batch: 2\\ncondition: {kind: cgan, classes: 3, weight: 2}' | tiny.yaml:5: condition: unknown key 'weight' (keys: kind, classes)
                    batch: 2         | 'batch: 2\\ncondition: {kind: gan}' | tiny.yaml:5: condition.kind: 'gan' must be one of cgan, acgan, infogan; did you mean 'cgan'?
                    batch: 2         | 'batch: 2\\ncondition: {kind: acgan, classes: 3, weight: 0}' | tiny.yaml:5: condition.weight: '0' must be a number more than 0
                    batch: 2         | 'batch: 2\\ncondition: {kind: acgan, classes: 3}' | tiny.yaml:17: discriminator: it must end in a dense layer of 4 units without an activation: losses take logits, of real or fake and then of the 3 that the condition asks for
                    batch: 2         | 'batch: 2\\ncondition: {kind: infogan}' | tiny.yaml:5: condition: an infogan needs codes to guess: 'categories' of at least 2, or 'codes' of at least 1
                    batch: 2         | 'batch: 2\\ncondition: {kind: infogan, categories: 1, codes: 1}' | tiny.yaml:5: condition: an infogan needs codes to guess: 'categories' of at least 2, or 'codes' of at least 1
                    loss: non-saturating | loss: 'non-saturating | tiny.yaml:22: no YAML: found unexpected end of stream
                    """)
    void answersAMistakeWithItsPlaceAndWhatIsRequired(String good, String bad, String message) {
        assertThat(TINY).contains(good);

        assertThatThrownBy(() -> read(TINY.replace(good, bad.replace("\\n", "\n"))))
                .isInstanceOf(UsageError.class)
                .hasMessage(message);
    }

    /** In YAML a quoted text is the same text. */
    @Test
    void takesTextsInQuotes() {
        Preset preset = read(TINY.replace("loss: non-saturating", "loss: \"non-saturating\"")
                .replace("layer: dense", "layer: 'dense'")
                .replace("padding: same", "padding: \"same\"")
                .replace("activation: relu", "activation: 'relu'"));

        assertThat(preset.trainsLike(read(TINY))).isTrue();
    }

    @Test
    void refusesMoreThanADiscriminatorCanTake() {
        String grey = large("channels: 1, height: 512, width: 512", 1, 2);
        assertThatThrownBy(() -> read(grey.replace("batch: 2", "batch: 2\ncondition: {kind: cgan, classes: 300}")
                        .replace("channels: 4", "channels: 304")))
                .isInstanceOf(UsageError.class)
                .hasMessage(
                        "tiny.yaml:17: discriminator: with pack and condition its input is too large: 301x512x512 is"
                                + " more than 67108864 values");
        String colour = large("channels: 3, height: 1024, width: 1024", 3, 4);
        assertThatThrownBy(() -> read(colour.replace("batch: 2", "batch: 32")
                        .replace("kind: rmsprop, rate: 1e-3}", "kind: rmsprop, rate: 1e-3}\n  pack: 32")))
                .isInstanceOf(UsageError.class)
                .hasMessage(
                        "tiny.yaml:16: discriminator: with pack and condition its input is too large: 96x1024x1024 is"
                                + " more than 67108864 values");
    }

    /** With a generator of four layers that gives images 256 times {@code last} wide. */
    private static String large(String shape, int channels, int last) {
        String growing =
                "    - {layer: transposed-convolution, filters: %1$d, kernel: %2$d, stride: %2$d, padding: 0}\n";
        return TINY.replace("channels: 1, height: 8, width: 8", shape)
                .replaceFirst(
                        "(?s)    - \\{layer: dense, units: 32.*?discriminator:\n",
                        "    - {layer: reshape, channels: 4, height: 1, width: 1}\n"
                                + growing.formatted(1, 16).repeat(2)
                                + growing.formatted(channels, last)
                                + "discriminator:\n");
    }

    @Test
    void refusesLayersThatAStabiliserCannotHave() {
        String window = "layer: transposed-convolution, filters: 1, kernel: 2, padding: 0";
        assertThatThrownBy(() -> read(withKey("spectral-norm: true", window)))
                .isInstanceOf(UsageError.class)
                .hasMessage("tiny.yaml:21: discriminator.layers[1]: a discriminator with spectral-norm cannot have a"
                        + " transposed convolution");
        assertThatThrownBy(() -> read(withKey("gradient-penalty: {kind: r1, gamma: 1}", "layer: minibatch-deviation")))
                .isInstanceOf(UsageError.class)
                .hasMessage("tiny.yaml:18: discriminator.gradient-penalty: it needs a discriminator without minibatch"
                        + " deviation, which layers[1] is: there an image has no gradient of its own");
    }

    /** With a key of the discriminator, and another layer in place of its dropout. */
    private static String withKey(String key, String layer) {
        return TINY.replace("kind: rmsprop, rate: 1e-3}", "kind: rmsprop, rate: 1e-3}\n  " + key)
                .replace("layer: dropout, rate: 0.25", layer);
    }

    /** Behind 3 channels of 4x4 comes one more, which the dense layer takes. */
    @Test
    void aMinibatchDeviationIsOneChannelMore() {
        Preset preset = read(TINY.replace("one-batch: true", "one-batch: false")
                .replace("layer: dropout, rate: 0.25", "layer: minibatch-deviation"));

        MultiLayerNetwork discriminator = FreshNetwork.of(preset.discriminator().apply(1));

        assertThat(((NetworkSpec) preset.discriminator()).parameters()).isEqualTo(3 * 3 * 3 + 3 + 4 * 4 * 4);
        assertThat(discriminator.numParams()).isEqualTo(3 * 3 * 3 + 3 + 4 * 4 * 4);
    }

    /** Three classes: three inputs more for the generator; three channels, or values of a row, more for the discriminator. */
    @Test
    void aConditionWidensTheInputs() {
        String told = TINY.replace("batch: 2", "batch: 2\ncondition: {kind: cgan, classes: 3}");
        Preset planes = read(told);
        Preset row = read(told.replace(
                "- {layer: convolution, filters: 3, kernel: 3, stride: 2, padding: same, activation: leaky-relu, slope: 0.2}",
                "- {layer: dropout, rate: 0.1}\n    - {layer: dense, units: 5}"));

        assertThat(planes.condition()).isEqualTo(new Condition(Condition.Kind.CGAN, 3, 0, 0));
        assertThat(planes.generatorInputs()).isEqualTo(7);
        assertThat(((NetworkSpec) planes.generator()).parameters()).isEqualTo((4 + 3 + 1) * 32 + 2 * 2 + 4 * 4 * 2 + 1);
        assertThat(((NetworkSpec) planes.discriminator()).parameters()).isEqualTo(4 * 3 * 3 * 3 + 3 + 4 * 4 * 3);
        assertThat(((NetworkSpec) row.discriminator()).parameters()).isEqualTo((64 + 3 + 1) * 5 + 5);
        assertThat(planes.trainsLike(read(TINY))).isFalse();
    }

    /** Of two images in a pack, each with its channel, its three planes and its three further outputs. */
    @Test
    void aConditionIsForEachImageOfAPack() {
        String packed = TINY.replace("discriminator:\n", "discriminator:\n  pack: 2\n");
        Preset told = read(packed.replace("batch: 2", "batch: 2\ncondition: {kind: cgan, classes: 3}"));
        String asked = packed.replace("batch: 2", "batch: 2\ncondition: {kind: acgan, classes: 3}");
        Preset naming = read(asked.replace("units: 1, bias: false", "units: 7, bias: false"));

        assertThat(((NetworkSpec) told.discriminator()).parameters()).isEqualTo(2 * 4 * 3 * 3 * 3 + 3 + 4 * 4 * 3);
        assertThat(((NetworkSpec) naming.discriminator()).parameters()).isEqualTo(2 * 3 * 3 * 3 + 3 + 4 * 4 * 3 * 7);
        assertThatThrownBy(() -> read(asked.replace("units: 1, bias: false", "units: 4, bias: false")))
                .hasMessageEndingWith(
                        "it must end in a dense layer of 7 units without an activation: losses take logits,"
                                + " of real or fake and then of the 3 that the condition asks for, for each of the pack's 2 images");
    }

    @Test
    void anAuxiliaryHeadAddsUnitsAndNoInputs() {
        Preset preset = read(TINY.replace("batch: 2", "batch: 2\ncondition: {kind: acgan, classes: 3, weight: 0.5}")
                .replace("units: 1, bias: false", "units: 4, bias: false"));

        assertThat(preset.condition()).isEqualTo(new Condition(Condition.Kind.ACGAN, 3, 0, .5));
        assertThat(((NetworkSpec) preset.discriminator()).parameters()).isEqualTo(3 * 3 * 3 + 3 + 4 * 4 * 3 * 4);
        assertThat(preset.condition().classes()).isEqualTo(3);
        assertThat(read(TINY.replace("batch: 2", "batch: 2\ncondition: {kind: infogan, codes: 3}")
                                .replace("units: 1, bias: false", "units: 4"))
                        .condition())
                .isEqualTo(new Condition(Condition.Kind.INFOGAN, 0, 3, 1))
                .satisfies(infogan -> assertThat(infogan.classes()).isZero());
    }

    @Test
    void readsWhatStabilises() {
        Preset preset = read(TINY.replace("{kind: adam, rate: 1e-3}", "{kind: adam, rate: 1e-3}\n  ema-kimg: 10")
                .replace("{kind: rmsprop, rate: 1e-3}", """
                        {kind: rmsprop, rate: 1e-3}
                          clip: 0.5
                          gradient-penalty: {kind: r1, gamma: 8}
                          pack: 2
                          instance-noise: {deviation: 0.1, steps: 100}"""));

        assertThat(preset.game().stabilisers())
                .isEqualTo(new Stabilisers(
                        .5,
                        Optional.of(new GradientPenalty(GradientPenalty.Kind.R1, 8)),
                        false,
                        2,
                        new InstanceNoise(.1, 100),
                        10));
        assertThat(preset.game())
                .hasToString(
                        "non-saturating, the discriminator's weights within 0.5, gradient penalty r1 with gamma 8.0,"
                                + " images judged in packs of 2, noise of 0.1 on images, 0 after 100 steps, images from a moving average of"
                                + " the generator with half-life 10.0 kimg");
        assertThat(preset.trainsLike(read(TINY))).isFalse();
        assertThat(FreshNetwork.of(preset.discriminator().apply(1)).numParams())
                .as("nine more weights for each of three filters")
                .isEqualTo(FreshNetwork.of(read(TINY).discriminator().apply(1)).numParams() + 27);
    }

    @Test
    void refusesAGradientPenaltyWithBatchNorm() {
        String text = TINY.replace("rate: 1e-3}\n  layers:\n    - {layer: conv", """
                        rate: 1e-3}
                          gradient-penalty: {kind: wgan-gp, lambda: 10}
                          layers:
                            - {layer: batch-norm, momentum: 0.9, epsilon: 1e-5}
                            - {layer: conv""");

        assertThatThrownBy(() -> read(text))
                .isInstanceOf(UsageError.class)
                .hasMessage(
                        "tiny.yaml:18: discriminator.gradient-penalty: it needs a discriminator without batch norm, which"
                                + " layers[0] is: there an image has no gradient of its own");
    }

    @Test
    void refusesWhatMustBeFollowed() {
        assertThatThrownBy(() -> read(TINY.replace("    - {layer: dense, units: 1, bias: false}\n", "")))
                .hasMessage("tiny.yaml:20: discriminator.layers[1]: a network cannot end in this; a layer must follow");
        assertThatThrownBy(() -> read(TINY.replace("rate: 0.25}", "rate: 0.25}\n    - {layer: dropout, rate: 0.1}")))
                .hasMessage(
                        "tiny.yaml:20: discriminator.layers[1]: a dense layer or a convolution must follow a dropout");
        assertThatThrownBy(() -> read(TINY.replace("    - {layer: reshape, channels: 2, height: 4, width: 4}\n", "")))
                .hasMessage(
                        "tiny.yaml:13: generator.layers[2]: it takes a map but gets 32 values; put a reshape before it");
        assertThatThrownBy(() -> read(TINY.replace("batch: 2", "batch: 500")
                        .replace("fakes: separate", "fakes: separate, discriminator-steps: 10000")))
                .hasMessage(
                        "tiny.yaml:6: step: the images of a step have 320,000,000 bytes, 10000 batches of 500; at most"
                                + " 268,435,456 are allowed");
        assertThatThrownBy(() -> read(TINY.replace("length: 4", "length: 64")
                        .replaceFirst(
                                "(?s)    - \\{layer: dense, units: 32.*?(?=discriminator:)",
                                "    - {layer: activation, activation: tanh}\n")))
                .hasMessage(
                        "tiny.yaml:11: generator.layers: a network needs a layer with parameters, there is none to train");
        assertThatThrownBy(() ->
                        read(TINY.replace("layer: dense, units: 32, activation: relu", "layer: dense, units: 900000")
                                .replace("channels: 2, height: 4, width: 4", "channels: 9000, height: 10, width: 10")
                                .replace("filters: 1, kernel: 4", "filters: 9000, kernel: 4")))
                .hasMessageContaining("tiny.yaml:14: generator.layers[3]: up to here the network has 1,")
                .hasMessageContaining("parameters; at most 134,000,000 are allowed");
    }

    @Test
    void refusesWhatIsNoMapping() {
        assertThatThrownBy(() -> read("")).hasMessage("tiny.yaml is empty");
        assertThatThrownBy(() -> read("- 1\n- 2\n"))
                .hasMessageStartingWith(
                        "tiny.yaml:1: this must be a mapping with the keys description, source, images");
        assertThatThrownBy(() -> read(TINY.replaceAll("(?s)  layers:.*?discriminator", "  layers: []\ndiscriminator")))
                .hasMessage("tiny.yaml:10: generator.layers: this must be a list with at least one entry");
        assertThatThrownBy(() -> read(TINY + "---\nmore: 1\n"))
                .hasMessageContaining("tiny.yaml")
                .hasMessageContaining("document");
    }

    @Test
    void knowsTheSameTrainingInAnotherText() {
        Preset preset = read(TINY);
        Preset reworded =
                read("# mine\n" + TINY.replace("a tiny pair", "'my pair'").replace("1e-3", "0.001"));

        assertThat(reworded.trainsLike(preset)).isTrue();
        assertThat(read(TINY.replace("1e-3", "2e-3")).trainsLike(preset)).isFalse();
        assertThat(read(TINY.replace("rate: 0.25", "rate: 0.5")).trainsLike(preset))
                .isFalse();
    }

    @Test
    void readsFilesByTheirPath(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("mine.yaml");
        Files.writeString(file, TINY);

        assertThat(Presets.of(file.toString()).name()).isEqualTo("mine");
        assertThat(Presets.of(file.toString()).trainsLike(read(TINY))).isTrue();
        assertThatThrownBy(() -> Presets.of(directory + "/other.yaml"))
                .isInstanceOf(UsageError.class)
                .hasMessage("preset file " + directory
                        + "/other.yaml does not exist; './ganflux presets NAME --yaml' prints one" + " to start from");
        Files.write(file, new byte[] {(byte) 0xC3, 0x28});
        assertThatThrownBy(() -> Presets.of(file.toString()))
                .isInstanceOf(UsageError.class)
                .hasMessageContaining("cannot be read as a text file");
    }

    @Test
    void everyShippedFileSaysItsSourceAndCountsItsParameters() {
        for (Preset preset : Presets.all()) {
            assertThat(preset.about().source()).as(preset.name()).isNotBlank();
            assertThat(preset.about().yaml().getBytes(StandardCharsets.UTF_8).length)
                    .isLessThan(8192);
            assertThat(preset.about().yaml())
                    .contains(comment(preset.generator()))
                    .contains(comment(preset.discriminator()));
        }
    }

    private static String comment(Object network) {
        return String.format(": # %,d parameters", ((NetworkSpec) network).parameters());
    }

    private static Preset read(String text) {
        return PresetReader.read("tiny", "tiny.yaml", text);
    }
}
