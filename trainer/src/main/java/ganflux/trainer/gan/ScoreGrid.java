package ganflux.trainer.gan;

import ganflux.stream.image.Floats;
import ganflux.trainer.engine.DeviationPreProcessor;
import ganflux.trainer.engine.NetworkEngine;
import ganflux.trainer.engine.Pass;
import ganflux.trainer.preset.Preset;
import ganflux.v1.ScoreSurface;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a discriminator of points says of places around reals, in inference mode: a line of {@value #LINE} for numbers, a grid of
 * {@value #SIDE} x {@value #SIDE} for points in the plane. One that takes packs is shown each place beside reals, {@value #COMPANIES} times,
 * and the mean counts. It changes nothing that training depends on. The engine's thread.
 */
public final class ScoreGrid {
    /** Places along either value of points in the plane. */
    public static final int SIDE = 32;

    /** Places along numbers. */
    public static final int LINE = 128;

    private static final int DIMENSIONS = 2; // of the plane
    private static final int COMPANIES = 8;
    private static final float ROOM = .25f; // around the reals, as a part of how far they reach

    private final Preset preset;
    private final NetworkEngine discriminator;
    private final int dimensions;
    private final int pack;

    /** Of a discriminator whose passes may have as many rows as the preset's batch has packs. */
    public ScoreGrid(Preset preset, NetworkEngine discriminator) {
        this.preset = preset;
        this.discriminator = discriminator;
        this.dimensions = preset.shape().size();
        this.pack = preset.game().stabilisers().pack();
    }

    /**
     * The scores around reals: of D, or where its loss has none, its outputs rescaled to 0 for the least of them and 1 for the largest.
     *
     * @param reals points, float32, at least one
     * @return empty where points have more than two values, or D takes more than points or looks at the whole batch
     */
    public Optional<ScoreSurface> around(byte[] reals) {
        if (!takesPlainPoints()) {
            return Optional.empty();
        }
        float[] points = Floats.of(reals);
        float[] x = reach(points, 0);
        float[] y = dimensions == 1 ? new float[2] : reach(points, 1);
        int side = dimensions == 1 ? LINE : SIDE;
        float[] places = new float[dimensions == 1 ? side : DIMENSIONS * side * side];
        for (int i = 0; i < places.length / dimensions; i++) {
            places[dimensions * i] = middle(x, i % side, side);
            if (dimensions == DIMENSIONS) {
                places[dimensions * i + 1] = middle(y, i / side, side);
            }
        }
        boolean scored = preset.game().loss().hasScores();
        double[] scores = means(places, points, scored);
        return Optional.of(ScoreSurface.newBuilder()
                .setLeft(x[0])
                .setRight(x[1])
                .setBottom(y[0])
                .setTop(y[1])
                .setSide(side)
                .setRescaled(!scored)
                .addAllScores(floats(scored ? scores : rescaled(scores)))
                .build());
    }

    /** The mean score, or output, at each place, over the companies that it is shown in. */
    private double[] means(float[] places, float[] reals, boolean scored) {
        int rows = preset.batchSize() / pack;
        int companies = pack == 1 ? 1 : COMPANIES;
        FloatArray packs = FloatArray.of(rows, (long) pack * dimensions);
        double[] means = new double[places.length / dimensions];
        for (int company = 0; company < companies; company++) {
            for (int first = 0; first < means.length; first += rows) {
                int count = Math.min(rows, means.length - first);
                for (int i = 0; i < count; i++) {
                    for (int member = 0; member < pack; member++) {
                        boolean place = member == company % pack;
                        int at = place ? first + i : (company * pack + member) % (reals.length / dimensions);
                        packs.buffer()
                                .put(
                                        (i * pack + member) * dimensions,
                                        place ? places : reals,
                                        at * dimensions,
                                        dimensions);
                    }
                }
                INDArray outputs = discriminator.forward(packs.array(), Pass.INFERENCE);
                for (int i = 0; i < count; i++) {
                    double output = outputs.getDouble(i, 0);
                    means[first + i] += (scored ? preset.game().loss().score(output) : output) / companies;
                }
            }
        }
        return means;
    }

    private static double[] rescaled(double[] outputs) {
        double least = Arrays.stream(outputs).min().orElseThrow();
        double range = Arrays.stream(outputs).max().orElseThrow() - least;
        return Arrays.stream(outputs)
                .map(output -> range > 0 ? (output - least) / range : .5)
                .toArray();
    }

    private static List<Float> floats(double[] values) {
        return Arrays.stream(values).mapToObj(value -> (float) value).toList();
    }

    private boolean takesPlainPoints() {
        return preset.shape().isPoint()
                && dimensions <= DIMENSIONS
                && discriminator.network().getLayer(0).conf().getLayer() instanceof DenseLayer dense
                && dense.getNIn() == (long) pack * dimensions
                && discriminator.network().getLayerWiseConfigurations().getInputPreProcessors().values().stream()
                        .noneMatch(DeviationPreProcessor.class::isInstance);
    }

    private float[] reach(float[] values, int k) {
        float low = values[k];
        float high = values[k];
        for (int i = k; i < values.length; i += dimensions) {
            low = Math.min(low, values[i]);
            high = Math.max(high, values[i]);
        }
        float room = ROOM * (high > low ? high - low : 1);
        return new float[] {low - room, high + room};
    }

    private static float middle(float[] reach, int cell, int side) {
        return reach[0] + (cell + .5f) / side * (reach[1] - reach[0]);
    }
}
