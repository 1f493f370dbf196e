package ganflux.bench.modes;

import ganflux.bench.DirectTraining;
import ganflux.bench.modes.Contest.Score;
import ganflux.ingest.source.ImageSource;
import ganflux.ingest.source.SourceOptions;
import ganflux.trainer.Model;
import ganflux.trainer.engine.EngineKind;
import ganflux.trainer.engine.EngineOptions;
import ganflux.trainer.preset.Preset;

/**
 * A GAN that was trained from fresh weights.
 *
 * @param seed of the weights, the noise and the data
 * @param score what it captured
 * @param seconds of training
 */
record ModesRun(long seed, Score score, double seconds) {
    /** Trains and counts. */
    static ModesRun of(Preset preset, Contest contest, long seed, int steps) {
        try (ImageSource source = contest.data().open(SourceOptions.defaults().withSeed(seed));
                Model model = new Model(preset, seed, new EngineOptions(EngineKind.FAST, 0))) {
            double seconds = DirectTraining.run(
                    model, preset, source.images(0).take(contest.trained()).repeat(), steps);
            byte[] fakes = model.samples().fresh(contest.counted(), steps).pixels();
            return new ModesRun(seed, contest.count(fakes), seconds);
        }
    }
}
