package ganflux.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ganflux.ingest.source.Image;
import ganflux.stream.command.UserError;
import ganflux.trainer.Model;
import ganflux.trainer.engine.EngineKind;
import ganflux.trainer.engine.EngineOptions;
import ganflux.trainer.preset.Preset;
import ganflux.trainer.preset.Presets;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

class DirectTrainingTest {
    private static final EngineOptions ENGINE = new EngineOptions(EngineKind.AUTO, 1);

    private static Flux<Image> images(Preset preset, int label) {
        return Flux.fromStream(IntStream.iterate(0, id -> id + 1)
                .mapToObj(id -> new Image(id, label, new byte[preset.shape().bytes()])));
    }

    /** The same seed and images give the same weights, which are not those of the beginning. */
    @Test
    void makesTheStepsOnTheImages() {
        Preset preset = Presets.named("mlp-mnist").withBatchSize(2);
        try (Model trained = new Model(preset, 1, ENGINE);
                Model again = new Model(preset, 1, ENGINE);
                Model fresh = new Model(preset, 1, ENGINE)) {
            assertThat(DirectTraining.run(trained, preset, images(preset, 0), 3))
                    .isPositive();
            assertThat(DirectTraining.run(again, preset, images(preset, 0), 3)).isPositive();

            byte[] fakes = trained.samples().fixed(2);
            assertThat(again.samples().fixed(2)).isEqualTo(fakes);
            assertThat(fresh.samples().fixed(2)).isNotEqualTo(fakes);
        }
    }

    @Test
    void refusesImagesWithoutAClassWherePresetsNeedOne() {
        Preset preset = Presets.named("cgan").withBatchSize(2);
        try (Model model = new Model(preset, 1, ENGINE)) {
            assertThatThrownBy(() -> DirectTraining.run(model, preset, images(preset, Image.UNLABELLED), 1))
                    .isInstanceOf(UserError.class)
                    .hasMessage("--preset cgan needs images with a label from 0 to 9 but one has -1; give --data with"
                            + " labels");
        }
    }
}
