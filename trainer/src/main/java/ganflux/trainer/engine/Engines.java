package ganflux.trainer.engine;

import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** Makes engines. */
public final class Engines {
    private Engines() {}

    /**
     * An engine for {@code model}.
     *
     * @param maxBatch the largest number of examples of a pass
     */
    public static NetworkEngine create(EngineOptions options, MultiLayerNetwork model, int maxBatch) {
        return new ReferenceEngine(model);
    }
}
