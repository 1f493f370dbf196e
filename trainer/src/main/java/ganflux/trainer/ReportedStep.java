package ganflux.trainer;

import ganflux.trainer.gan.StepResult;
import ganflux.trainer.preset.Preset;
import ganflux.v1.StepReport;
import java.util.List;

/** Makes a step of a model, and says how it went. */
public final class ReportedStep {
    private static final int WIRE_VERSION = 1;

    private ReportedStep() {}

    /** A report of {@code step}, which an earlier trainer made: without figures. */
    static StepReport.Builder none(Preset preset, long step) {
        return StepReport.newBuilder()
                .setVersion(WIRE_VERSION)
                .setPreset(preset.name())
                .setStep(step);
    }

    /**
     * Makes step {@code number}, from 1, on the thread of {@code model}.
     *
     * @param minibatches one for each discriminator update of that step, in the order in which they came
     * @return a report without the run's name, its count of images, its time and the pipeline
     */
    public static StepReport.Builder make(Model model, Preset preset, List<Minibatch> minibatches, long number) {
        byte[] pixels = Minibatch.pixels(minibatches);
        int[] labels = Minibatch.labels(minibatches);
        long begin = System.nanoTime();
        StepResult result = model.train(pixels, labels, number);
        double seconds = (System.nanoTime() - begin) / 1e9;
        StepReport.Builder report = StepFigures.of(result, model.headFigures())
                .setVersion(WIRE_VERSION)
                .setPreset(preset.name())
                .setStep(number)
                .setStepSeconds(seconds)
                .setBatchSize(preset.batchSize())
                .addAllRealScoreBins(model.realScores().counts())
                .addAllFakeScoreBins(model.fakeScores().counts());
        model.gradientPenalty().ifPresent(report::setGradientPenalty);
        return report;
    }
}
