package ganflux.bench.modes;

import ganflux.bench.DirectTraining;
import ganflux.bench.modes.Contest.Score;
import ganflux.ingest.source.ImageSource;
import ganflux.ingest.source.SourceOptions;
import ganflux.trainer.Model;
import ganflux.trainer.engine.EngineKind;
import ganflux.trainer.engine.EngineOptions;
import ganflux.trainer.engine.Precision;
import ganflux.trainer.preset.Preset;
import java.util.function.ObjIntConsumer;

/**
 * A GAN that was trained from fresh weights.
 *
 * @param seed of the weights, the noise and the data
 * @param score what it captured
 * @param seconds of training
 */
record ModesRun(long seed, Score score, double seconds) {
    /**
     * Trains and counts.
     *
     * @param plan how long, and on what
     * @param meanwhile is told a step before the last and what was counted after it
     */
    static ModesRun of(Preset preset, Contest contest, long seed, Plan plan, ObjIntConsumer<Score> meanwhile) {
        try (ImageSource source = contest.data().open(SourceOptions.defaults().withSeed(seed));
                Model model = new Model(preset, seed, new EngineOptions(EngineKind.FAST, 0, plan.precision()))) {
            double seconds = DirectTraining.run(
                    model, preset, source.images(0).take(contest.trained()).repeat(), plan.steps(), step -> {
                        if (step % plan.every() == 0 && step < plan.steps()) {
                            meanwhile.accept(count(model, contest, step), step);
                        }
                    });
            return new ModesRun(seed, count(model, contest, plan.steps()), seconds);
        }
    }

    private static Score count(Model model, Contest contest, int step) {
        return contest.count(model.samples().fresh(contest.counted(), step).pixels());
    }

    /**
     * How a GAN is trained.
     *
     * @param steps of it
     * @param every steps between two counts
     * @param precision of its networks
     */
    record Plan(int steps, int every, Precision precision) {}
}
