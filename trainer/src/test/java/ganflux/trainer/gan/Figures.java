package ganflux.trainer.gan;

import java.util.stream.DoubleStream;

/** A step's figures as one array, in which the NaN of a figure that there is none of equals another. */
final class Figures {
    private Figures() {}

    static double[] of(StepResult result) {
        return new double[] {
            result.discriminatorLoss(),
            result.generatorLoss(),
            result.realScore(),
            result.fakeScore(),
            result.generatorScore(),
            result.discriminatorGradientNorm(),
            result.generatorGradientNorm()
        };
    }

    static double[] of(StepResult result, HeadFigures heads) {
        return DoubleStream.concat(
                        DoubleStream.of(of(result)),
                        DoubleStream.of(heads.realAccuracy(), heads.fakeAccuracy(), heads.mutualInformation()))
                .toArray();
    }
}
