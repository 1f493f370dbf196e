package ganflux.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ganflux.trainer.checkpoint.RunDirectory;
import ganflux.trainer.engine.EngineKind;
import ganflux.trainer.engine.EngineOptions;
import ganflux.v1.CheckpointManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;

class BestCheckpointTest {
    private static final String METRIC = "frechet_distance";

    @TempDir
    Path run;

    @Test
    void onlyWhatIsOnTheDiskIsTheBest() throws IOException {
        try (BestCheckpoint best = new BestCheckpoint(run);
                Model model =
                        new Model(TrainerRig.preset(new Adam(1e-2)), 3, new EngineOptions(EngineKind.REFERENCE, 1))) {
            keep(best, 7, model);
            assertThat(best.value(METRIC)).hasValue(7);

            Path aside = Files.move(RunDirectory.best(run), run.resolve("aside"));
            Files.writeString(RunDirectory.best(run), "in the way");
            keep(best, 3, model);
            assertThat(best.value(METRIC)).hasValue(7);
            assertThat(best.failures()).isEqualTo(1);
            assertThat(best.health().ok()).isFalse();

            Files.delete(RunDirectory.best(run));
            Files.move(aside, RunDirectory.best(run));
            keep(best, 5, model);
            assertThat(best.value(METRIC)).hasValue(5);
            assertThat(best.value("coverage")).isEqualTo(OptionalDouble.empty());
            assertThat(best.health().ok()).isTrue();
        }
        try (BestCheckpoint again = new BestCheckpoint(run)) {
            assertThat(again.value(METRIC)).hasValue(5);
        }
    }

    /** Returns when it is written, or could not be. */
    private static void keep(BestCheckpoint best, double value, Model model) {
        CheckpointManifest.Builder manifest = CheckpointManifest.newBuilder()
                .setStep((long) value)
                .setBestBy(METRIC)
                .setBestValue(value);
        best.keep(manifest, model);
        await().until(() -> !best.isBusy());
    }

    /** A small preset makes many steps while one is written. */
    @Test
    void whatIsBetterWhileTheBestIsWrittenIsNotLost() {
        INDArray weights;
        try (BestCheckpoint best = new BestCheckpoint(run);
                Model model =
                        new Model(TrainerRig.preset(new Adam(1e-2)), 3, new EngineOptions(EngineKind.REFERENCE, 1))) {
            weights = model.generator().params().dup();
            for (int value = 30; value > 0; value--) {
                weights = model.generator().params().addi(1).dup();
                best.keep(
                        CheckpointManifest.newBuilder()
                                .setStep(31 - value)
                                .setBestBy(METRIC)
                                .setBestValue(value),
                        model);
                assertThat(best.value(METRIC))
                        .as("that the next must be better than")
                        .hasValue(value);
            }
            model.generator().params().addi(1);
        }
        try (BestCheckpoint again = new BestCheckpoint(run)) {
            assertThat(again.value(METRIC)).hasValue(1);
            assertThat(again.latest().orElseThrow().generator().params()).isEqualTo(weights);
        }
    }
}
