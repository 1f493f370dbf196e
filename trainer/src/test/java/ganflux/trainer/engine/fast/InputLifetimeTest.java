package ganflux.trainer.engine.fast;

import static org.assertj.core.api.Assertions.assertThat;

import ganflux.trainer.engine.EngineKind;
import ganflux.trainer.engine.EngineOptions;
import ganflux.trainer.engine.NetworkEngine;
import ganflux.trainer.engine.Pass;
import ganflux.trainer.preset.FreshNetwork;
import ganflux.trainer.preset.Preset;
import ganflux.trainer.preset.Presets;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** The memory of a pass's input until its gradients are taken, though the garbage collector runs in between. */
class InputLifetimeTest {
    private static final Preset PRESET = Presets.named("collapse-demo");
    private static final int BATCH = 128;
    private static final int ROUNDS = 12;

    /** A part of an array goes in as a copy that the engine makes. A first convolution reads it again for its weights' gradient. */
    @Test
    void aPartOfAnArrayGivesTheGradientOfACopyOfIt() {
        INDArray both = Nd4j.rand(DataType.FLOAT, 2 * BATCH, 1, 28, 28);
        INDArray part = both.get(NDArrayIndex.interval(BATCH, 2 * BATCH));
        INDArray whole = part.dup('c');
        INDArray gradient = Nd4j.rand(DataType.FLOAT, BATCH, 1);
        try (NetworkEngine ofPart = engine();
                NetworkEngine ofWhole = engine()) {
            for (int i = 0; i < ROUNDS; i++) {
                Pass pass = Pass.training(i);
                assertThat(ofPart.forward(part, pass)).isEqualTo(ofWhole.forward(whole, pass));
                System.gc();
                for (int k = 0; k < 8; k++) {
                    Nd4j.create(DataType.FLOAT, BATCH, 1, 28, 28).assign(Float.NaN);
                }
                ofPart.accumulateGradients(gradient);
                ofWhole.accumulateGradients(gradient);
                assertThat(ofPart.update(BATCH)).as("round %d", i).isEqualTo(ofWhole.update(BATCH));
            }
        }
    }

    private static NetworkEngine engine() {
        return new FastEngine(
                FreshNetwork.of(PRESET.discriminator().apply(1)), BATCH, new EngineOptions(EngineKind.FAST, 2));
    }
}
