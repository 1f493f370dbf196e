package ganflux.trainer.gan;

import ganflux.stream.image.Floats;
import ganflux.trainer.engine.DeviationPreProcessor;
import ganflux.trainer.engine.NetworkEngine;
import ganflux.trainer.engine.Pass;
import ganflux.trainer.preset.Preset;
import ganflux.v1.ScoreSurface;
import java.util.Optional;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a discriminator of points in the plane says of a grid of {@value #SIDE} x {@value #SIDE} places, in inference mode. It
 * changes nothing that training depends on. The engine's thread.
 */
public final class ScoreGrid {
    /** Places along either value. */
    public static final int SIDE = 32;

    private static final int DIMENSIONS = 2;
    private static final float ROOM = .25f; // around the reals, as a part of how far they reach

    private final Preset preset;
    private final NetworkEngine discriminator;

    /** Of a discriminator whose passes may have as many examples as the preset's batch. */
    public ScoreGrid(Preset preset, NetworkEngine discriminator) {
        this.preset = preset;
        this.discriminator = discriminator;
    }

    /**
     * The scores around reals.
     *
     * @param reals points, float32, at least one
     * @return empty where points have not two values, D takes more than a point or looks at the whole batch, or its loss has no scores
     */
    public Optional<ScoreSurface> around(byte[] reals) {
        if (!takesPlainPoints() || !preset.game().loss().hasScores()) {
            return Optional.empty();
        }
        float[] x = reach(Floats.of(reals), 0);
        float[] y = reach(Floats.of(reals), 1);
        ScoreSurface.Builder surface = ScoreSurface.newBuilder()
                .setLeft(x[0])
                .setRight(x[1])
                .setBottom(y[0])
                .setTop(y[1])
                .setSide(SIDE);
        FloatArray points = FloatArray.of(preset.batchSize(), DIMENSIONS);
        int places = SIDE * SIDE;
        for (int first = 0; first < places; first += preset.batchSize()) {
            int count = Math.min(preset.batchSize(), places - first);
            for (int i = 0; i < count; i++) {
                int place = first + i;
                points.buffer().put(DIMENSIONS * i, middle(x, place % SIDE));
                points.buffer().put(DIMENSIONS * i + 1, middle(y, place / SIDE));
            }
            INDArray logits = discriminator.forward(points.array(), Pass.INFERENCE);
            for (int i = 0; i < count; i++) {
                surface.addScores((float) preset.game().loss().score(logits.getDouble(i, 0)));
            }
        }
        return Optional.of(surface.build());
    }

    private boolean takesPlainPoints() {
        return preset.shape().isPoint()
                && preset.shape().size() == DIMENSIONS
                && discriminator.network().getLayer(0).conf().getLayer() instanceof DenseLayer dense
                && dense.getNIn() == DIMENSIONS
                && discriminator.network().getLayerWiseConfigurations().getInputPreProcessors().values().stream()
                        .noneMatch(DeviationPreProcessor.class::isInstance);
    }

    private static float[] reach(float[] values, int k) {
        float low = values[k];
        float high = values[k];
        for (int i = k; i < values.length; i += DIMENSIONS) {
            low = Math.min(low, values[i]);
            high = Math.max(high, values[i]);
        }
        float room = ROOM * (high > low ? high - low : 1);
        return new float[] {low - room, high + room};
    }

    private static float middle(float[] reach, int cell) {
        return reach[0] + (cell + .5f) / SIDE * (reach[1] - reach[0]);
    }
}
