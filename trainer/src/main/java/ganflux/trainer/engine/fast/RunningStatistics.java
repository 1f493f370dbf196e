package ganflux.trainer.engine.fast;

import ganflux.trainer.engine.fast.Stage.Norm;
import java.nio.FloatBuffer;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Batch norm's running mean and variance, which live in the parameter vector and move as DL4J moves them: each pass
 * contributes the difference that it would have made on its own, and the update applies the sum.
 */
final class RunningStatistics {
    private final Norm stage;
    private final FloatBuffer mean;
    private final FloatBuffer spread;
    private final FloatPointer variance;
    private final float[] meanChange;
    private final float[] spreadChange;
    private final memory meanMemory;
    private final memory varianceMemory;

    RunningStatistics(Natives natives, Parameters parameters, Norm stage) {
        this.stage = stage;
        int channels = Math.toIntExact(stage.channels());
        mean = parameters.buffer(stage.mean());
        spread = parameters.buffer(stage.spread());
        variance = natives.own(new FloatPointer(channels));
        meanChange = new float[channels];
        spreadChange = new float[channels];
        meanMemory = parameters.values(stage.mean(), natives.vector(channels));
        varianceMemory = natives.wrap(natives.vector(channels), variance);
        changed();
    }

    memory mean() {
        return meanMemory;
    }

    memory variance() {
        return varianceMemory;
    }

    /** Takes the statistics of a pass whose gradients were accumulated. */
    void saw(FloatPointer batchMean, FloatPointer batchVariance) {
        double fresh = 1 - stage.decay();
        for (int c = 0; c < meanChange.length; c++) {
            meanChange[c] += (float) (fresh * (mean.get(c) - batchMean.get(c)));
            double moved = stage.decay() * variance.get(c) + fresh * batchVariance.get(c);
            spreadChange[c] += (float) (spread.get(c) - (stage.logarithmic() ? Math.log10(moved) / 2 : moved));
        }
    }

    /** Moves the statistics by what was seen. */
    void update() {
        for (int c = 0; c < meanChange.length; c++) {
            mean.put(c, mean.get(c) - meanChange[c]);
            spread.put(c, spread.get(c) - spreadChange[c]);
        }
        changed();
    }

    /** To call when the parameter vector has changed; forgets what was seen. */
    void changed() {
        for (int c = 0; c < meanChange.length; c++) {
            meanChange[c] = 0;
            spreadChange[c] = 0;
            float value = spread.get(c);
            variance.put(c, stage.logarithmic() ? (float) Math.pow(10, 2.0 * value) : value);
        }
    }
}
