package ganflux.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ganflux.stream.OnGap;
import ganflux.stream.command.UserError;
import ganflux.trainer.preset.Preset;
import ganflux.v1.CheckpointManifest;
import ganflux.v1.PartitionPosition;
import ganflux.v1.PipelineState;
import ganflux.v1.StepReport;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.learning.config.Sgd;

/** A discriminator whose learning rate is 1e30 once: the logits of the generator's update overflow in the same step. */
class NonFiniteIT extends OnTrainerRig {
    private static final Preset PRESET = TrainerRig.preset(new Sgd(new OneBadRate(5))); // in step 6

    @Test
    void goesBackToTheNewestCheckpointWhileTheStreamGoesOn() throws Exception {
        OneBadRate.charges.set(1);
        String topic = rig.newTopic(TrainerRig.records(0, 64));

        rig.train(rig.config(topic, directory, 12, 4, FaultPolicy.DEFAULT, PRESET));

        assertThat(rig.reports)
                .extracting(StepReport::getStep)
                .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L);
        assertThat(rig.reports)
                .filteredOn(StepReport::getNonFinite)
                .extracting(StepReport::getStep)
                .containsExactly(6L, 7L, 8L);
        PipelineState state = rig.lastReport().getPipeline();
        assertThat(state.getRollbacks()).isEqualTo(1);
        assertThat(state.getLostImages()).isEqualTo(4 * TrainerRig.BATCH); // steps 5 to 8
        CheckpointManifest last = TrainerRig.checkpoint(directory).manifest();
        assertThat(last.getStep()).isEqualTo(12);
        assertThat(last.getImagesSeen()).isEqualTo(12 * TrainerRig.BATCH);
        assertThat(last.getPositionsList())
                .containsExactly(PartitionPosition.newBuilder().setOffset(1).build()); // all 64 are read
    }

    @Test
    void theSecondTimeItStopsAndLeavesTheGoodCheckpointTheNewest() {
        OneBadRate.charges.set(2);
        String topic = rig.newTopic(TrainerRig.records(0, 100));

        assertThatThrownBy(() -> rig.train(rig.config(topic, directory, 20, 4, FaultPolicy.DEFAULT, PRESET)))
                .isInstanceOf(UserError.class)
                .hasMessage("3 steps in a row up to step 8 ended in a NaN or an infinity, and going back to a"
                        + " checkpoint has not helped before; the run stands at step 4; try another seed or preset");

        assertThat(TrainerRig.checkpoint(directory).manifest().getStep()).isEqualTo(4);
        assertThat(rig.lastReport().getStep()).isEqualTo(8);
    }

    @Test
    void stopsWhereThereIsNoCheckpointToGoBackTo() {
        OneBadRate.charges.set(1);
        String topic = rig.newTopic(TrainerRig.records(0, 100));
        FaultPolicy atOnce = new FaultPolicy(1, OnGap.STOP, 600, Duration.ofMinutes(15));

        assertThatThrownBy(() -> rig.train(rig.config(topic, directory, 20, 50, atOnce, PRESET)))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith(
                        "step 6 ended in a NaN or an infinity, and there is" + " no checkpoint to go back to");
    }
}
