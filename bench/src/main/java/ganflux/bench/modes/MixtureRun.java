package ganflux.bench.modes;

import ganflux.ingest.source.DataSpec;
import ganflux.ingest.source.ImageSource;
import ganflux.ingest.source.PointMixture;
import ganflux.ingest.source.SourceOptions;
import ganflux.monitor.diversity.Features;
import ganflux.monitor.diversity.Modes;
import ganflux.stream.image.Floats;
import ganflux.trainer.Model;
import ganflux.trainer.engine.EngineKind;
import ganflux.trainer.engine.EngineOptions;
import ganflux.trainer.gan.AlternatingStep;
import ganflux.trainer.preset.DiscriminatorSteps;
import ganflux.trainer.preset.Preset;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What a GAN captured.
 *
 * @param seed of the weights, the noise and the data
 * @param modes that have at least one of the points
 * @param highQuality share of the points within three standard deviations of the nearest mode, 0 to 1
 * @param seconds of training
 */
record MixtureRun(long seed, int modes, double highQuality, double seconds) {
    /** Points that the papers draw and that are trained on again and again. */
    static final int TRAINED = 100_000;

    /** Points that the papers count modes on. */
    static final int COUNTED = 2500;

    /** Trains on points in memory, from fresh weights, and counts. */
    static MixtureRun of(Preset preset, PointMixture mixture, long seed, int steps) {
        byte[] points = draw(mixture, seed);
        int size = preset.shape().bytes();
        try (Model model = new Model(preset, seed, new EngineOptions(EngineKind.FAST, 0))) {
            long begin = System.nanoTime();
            DiscriminatorSteps updates = preset.schedule().discriminatorSteps();
            byte[] minibatch = new byte[AlternatingStep.imagesPerStep(preset) * size];
            int next = 0;
            for (int step = 1; step <= steps; step++) {
                int bytes = preset.batchSize() * updates.at(step) * size;
                for (int at = 0; at < bytes; at += size) {
                    System.arraycopy(points, next, minibatch, at, size);
                    next = (next + size) % points.length;
                }
                var unused = model.train(minibatch, new int[0], step);
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            Features fakes = new Features(
                    Floats.of(model.samples().fresh(COUNTED, steps).pixels()),
                    preset.shape().size());
            Modes modes = modes(mixture);
            return new MixtureRun(seed, modes.captured(fakes), modes.highQuality(fakes), seconds);
        }
    }

    private static byte[] draw(PointMixture mixture, long seed) {
        try (ImageSource source =
                new DataSpec.Points(mixture).open(SourceOptions.defaults().withSeed(seed))) {
            ByteArrayOutputStream points = new ByteArrayOutputStream();
            source.images(0).take(TRAINED).toIterable(1024).forEach(point -> points.writeBytes(point.pixels()));
            return points.toByteArray();
        }
    }

    /** The modes as they are, not as points of them show them. */
    private static Modes modes(PointMixture mixture) {
        List<Modes.Mode> modes = new ArrayList<>();
        for (double[] centre : mixture.modes()) {
            modes.add(new Modes.Mode(modes.size(), Arrays.copyOf(centre, centre.length), mixture.deviation()));
        }
        return new Modes(modes);
    }

    /** A JSON object. */
    String json() {
        return String.format(
                Locale.ROOT,
                "{\"seed\": %d, \"modes\": %d, \"highQuality\": %.4f, \"seconds\": %.1f}",
                seed,
                modes,
                highQuality,
                seconds);
    }
}
