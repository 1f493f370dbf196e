package ganflux.trainer;

import ganflux.trainer.engine.EngineOptions;
import ganflux.trainer.engine.Engines;
import ganflux.trainer.engine.NetworkEngine;
import ganflux.trainer.gan.MovingAverage;
import ganflux.trainer.gan.NetworkState;
import ganflux.trainer.preset.Preset;
import java.util.Optional;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** The moving average of a generator in training, and what executes it. One thread. */
final class AveragedGenerator implements AutoCloseable {
    private final MovingAverage average;
    private final NetworkEngine engine;
    private boolean moved;

    /** Goes on from the average {@code from}, or begins with {@code generator} as it is. */
    AveragedGenerator(
            Preset preset, MultiLayerNetwork generator, Optional<MultiLayerNetwork> from, EngineOptions options) {
        MultiLayerNetwork network = from.orElseGet(() -> MovingAverage.begin(generator));
        average = new MovingAverage(
                generator, network, preset.game().stabilisers().emaBeta(preset.batchSize()));
        engine = Engines.create(options, network, preset.batchSize());
    }

    /** Takes in the generator's parameters, after so many updates of it. */
    void update(long updates) {
        average.update(updates);
        moved = true;
    }

    /** A copy of its parameters. */
    float[] state() {
        return NetworkState.parameters(network());
    }

    /** Goes on from a copy of parameters. */
    void restore(float[] state) {
        NetworkState.putParameters(state, network());
        moved = true;
    }

    MultiLayerNetwork network() {
        return average.network();
    }

    /** What draws from the average, after {@link #beforeDrawing}. */
    NetworkEngine engine() {
        return engine;
    }

    /** Lets the engine see what {@link #update} took in, where that was called since. */
    void beforeDrawing() {
        if (moved) {
            engine.parametersChanged();
            moved = false;
        }
    }

    @Override
    public void close() {
        engine.close();
    }
}
