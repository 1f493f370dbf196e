package ganflux.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import ganflux.trainer.StepsElsewhere.Step;
import ganflux.v1.StepReport;
import java.util.List;
import org.junit.jupiter.api.Test;

class MergedStepTest {
    @Test
    void figuresAreMeansAndCountsSumsAndOfTimesTheLongestCounts() {
        StepReport one = StepReport.newBuilder()
                .setStep(9)
                .setBatchSize(64)
                .setDiscriminatorLoss(1)
                .setGeneratorScore(.25)
                .setStepSeconds(.5)
                .setWaitSeconds(3)
                .setFinishedAtMs(20)
                .addAllRealScoreBins(List.of(1, 0, 2))
                .setGradientPenalty(4)
                .build();
        StepReport other = StepReport.newBuilder()
                .setStep(9)
                .setBatchSize(64)
                .setDiscriminatorLoss(2)
                .setGeneratorScore(.75)
                .setStepSeconds(.75)
                .setWaitSeconds(1)
                .setFinishedAtMs(10)
                .addAllRealScoreBins(List.of(0, 3, 1))
                .setNonFinite(true)
                .build();

        Step merged = MergedStep.of(List.of(one, other), 128);

        assertThat(merged.report())
                .isEqualTo(StepReport.newBuilder()
                        .setStep(9)
                        .setBatchSize(64)
                        .setDiscriminatorLoss(1.5)
                        .setGeneratorScore(.5)
                        .setStepSeconds(.75)
                        .setWaitSeconds(3)
                        .setFinishedAtMs(20)
                        .addAllRealScoreBins(List.of(1, 3, 3))
                        .setGradientPenalty(4) // of those that have one
                        .setNonFinite(true)
                        .build());
        assertThat(merged.imagesSeen()).isEqualTo(128);
        assertThat(merged.imagesLost()).isEqualTo(128);
    }
}
