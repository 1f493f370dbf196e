package ganflux.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ganflux.stream.command.UserError;
import ganflux.trainer.checkpoint.Checkpoint;
import ganflux.trainer.preset.Preset;
import ganflux.trainer.preset.Schedule;
import ganflux.trainer.preset.Schedule.Fakes;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.learning.config.Sgd;

/** An error that Reactor passes no further, between the two discriminator updates of step 4. */
class ErrorIT extends OnTrainerRig {
    private static final Preset PRESET =
            TrainerRig.preset(new Sgd(new ErrorAt(7)), new Schedule(false, 2, Fakes.SEPARATE, false, false));

    @Test
    void aMissingClassEndsTrainingAndSaysSo() {
        String topic = rig.newTopic(TrainerRig.records(0, 48));
        ErrorAt.charge.set(new NoClassDefFoundError("a/layer"));

        assertThatThrownBy(() -> rig.train(rig.config(topic, directory, 6, 2, FaultPolicy.DEFAULT, PRESET)))
                .hasRootCauseInstanceOf(NoClassDefFoundError.class);
    }

    @Test
    void withoutMemoryEndsWithOneLineAndGoesOnFromTheLastCheckpointAsIfNothingHadHappened() throws Exception {
        String topic = rig.newTopic(TrainerRig.records(0, 48));
        ErrorAt.charge.set(new OutOfMemoryError("physicalBytes (2G) > maxPhysicalBytes (1G)"));

        assertThatThrownBy(() -> rig.train(rig.config(topic, directory, 6, 2, FaultPolicy.DEFAULT, PRESET)))
                .isInstanceOf(UserError.class)
                .hasMessage(
                        "the trainer is out of memory (physicalBytes (2G) > maxPhysicalBytes (1G)); give its process or"
                                + " container more, or train a preset of smaller networks or batches");
        assertThat(TrainerRig.checkpoint(directory).manifest().getStep())
                .as("half of step 4 is in no checkpoint")
                .isEqualTo(2);

        rig.train(rig.config(topic, directory, 6, 2, FaultPolicy.DEFAULT, PRESET));
        Path undisturbed = directory.resolve("undisturbed");
        rig.train(rig.config(topic, undisturbed, 6, 2, FaultPolicy.DEFAULT, PRESET));
        Checkpoint resumed = TrainerRig.checkpoint(directory);
        assertThat(resumed.manifest().getImagesSeen()).isEqualTo(48);
        assertThat(resumed.discriminator().params())
                .isEqualTo(TrainerRig.checkpoint(undisturbed).discriminator().params());
        assertThat(resumed.generator().params())
                .isEqualTo(TrainerRig.checkpoint(undisturbed).generator().params());
    }
}
