package ganflux.trainer.engine.fast;

import static org.assertj.core.api.Assertions.assertThat;

import ganflux.trainer.engine.EngineKind;
import ganflux.trainer.engine.EngineOptions;
import ganflux.trainer.engine.NetworkEngine;
import ganflux.trainer.engine.Pass;
import ganflux.trainer.engine.ReferenceEngine;
import ganflux.trainer.preset.FreshNetwork;
import ganflux.trainer.preset.Preset;
import ganflux.trainer.preset.Presets;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** More batch sizes than the fast engine keeps graphs for. */
class GraphCacheTest {
    private static final Preset PRESET = Presets.named("mlp-mnist");
    private static final int SIZES = 20;

    @Test
    void computesTheSameInWhateverOrderSizesComeAndKeepsNoMoreThanItsBoundOfThem() {
        try (NetworkEngine fast = new FastEngine(
                        FreshNetwork.of(PRESET.discriminator().apply(1)),
                        SIZES,
                        new EngineOptions(EngineKind.FAST, 1));
                NetworkEngine reference = new ReferenceEngine(
                        FreshNetwork.of(PRESET.discriminator().apply(1)))) {
            long bytes = 0;
            for (int round = 0; round < 4; round++) {
                for (int i = 0; i < SIZES; i++) {
                    int n = 1 + (7 * i + round) % SIZES;
                    INDArray input = Nd4j.rand(n, 784).subi(.5);
                    Pass pass = Pass.training(i);
                    INDArray expected = reference.forward(input, pass).dup();
                    INDArray gradient = Nd4j.rand(n, 1);
                    assertThat(fast.forward(input, pass)
                                    .sub(expected)
                                    .amaxNumber()
                                    .doubleValue())
                            .isLessThan(1e-5);
                    INDArray toInput = reference.inputGradient(gradient);
                    assertThat(fast.inputGradient(gradient)
                                    .sub(toInput)
                                    .amaxNumber()
                                    .doubleValue())
                            .isLessThan(1e-5);
                }
                bytes = round == 1 ? Pointer.totalBytes() : bytes;
            }
            assertThat(Pointer.totalBytes()).isLessThanOrEqualTo(bytes + (1 << 20));
        }
    }
}
