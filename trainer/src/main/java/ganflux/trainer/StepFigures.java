package ganflux.trainer;

import ganflux.trainer.gan.StepResult;
import ganflux.v1.StepReport;

/** A step's own figures as a message. */
final class StepFigures {
    private StepFigures() {}

    /** A report that has nothing but these. */
    static StepReport.Builder of(StepResult result) {
        return StepReport.newBuilder()
                .setDiscriminatorLoss(result.discriminatorLoss())
                .setGeneratorLoss(result.generatorLoss())
                .setRealScore(result.realScore())
                .setFakeScore(result.fakeScore())
                .setGeneratorScore(result.generatorScore())
                .setDiscriminatorGradientNorm(result.discriminatorGradientNorm())
                .setGeneratorGradientNorm(result.generatorGradientNorm())
                .setNonFinite(!result.isFinite());
    }
}
