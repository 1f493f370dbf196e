package ganflux.trainer;

import ganflux.trainer.gan.HeadFigures;
import ganflux.trainer.gan.StepResult;
import ganflux.v1.StepReport;

/** A step's own figures as a message. */
final class StepFigures {
    private StepFigures() {}

    /** A report that has nothing but these. */
    static StepReport.Builder of(StepResult result, HeadFigures heads) {
        StepReport.Builder report = StepReport.newBuilder();
        if (!Double.isNaN(heads.realAccuracy())) {
            report.setRealClassAccuracy(heads.realAccuracy());
        }
        if (!Double.isNaN(heads.fakeAccuracy())) {
            report.setFakeClassAccuracy(heads.fakeAccuracy());
        }
        if (!Double.isNaN(heads.mutualInformation())) {
            report.setMutualInformation(heads.mutualInformation());
        }
        return report.setDiscriminatorLoss(result.discriminatorLoss())
                .setGeneratorLoss(result.generatorLoss())
                .setRealScore(result.realScore())
                .setFakeScore(result.fakeScore())
                .setGeneratorScore(result.generatorScore())
                .setDiscriminatorGradientNorm(result.discriminatorGradientNorm())
                .setGeneratorGradientNorm(result.generatorGradientNorm())
                .setNonFinite(!result.isFinite());
    }
}
