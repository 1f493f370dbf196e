package ganflux.trainer.engine;

import ganflux.stream.command.UserError;
import ganflux.trainer.engine.fast.FastEngine;
import ganflux.trainer.engine.fast.UnsupportedLayerException;
import java.util.Optional;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes engines. */
public final class Engines {
    private static final Logger LOG = LoggerFactory.getLogger(Engines.class);

    private Engines() {}

    /**
     * An engine for {@code model}. {@link EngineKind#AUTO} takes the reference engine, and logs why, where the machine or
     * the model is beyond the fast one.
     *
     * @param maxBatch the largest number of examples of a pass
     * @throws UserError where the fast engine is asked for and cannot be had
     */
    public static NetworkEngine create(EngineOptions options, MultiLayerNetwork model, int maxBatch) {
        if (options.kind() == EngineKind.REFERENCE) {
            return new ReferenceEngine(model);
        }
        String reason;
        Optional<String> unavailable = FastEngine.unavailable(options);
        if (unavailable.isPresent()) {
            reason = unavailable.get();
        } else {
            try {
                return new FastEngine(model, maxBatch, options);
            } catch (UnsupportedLayerException e) {
                reason = String.valueOf(e.getMessage());
            }
        }
        if (options.kind() == EngineKind.FAST || options.precision() != Precision.FLOAT32) {
            throw new UserError("the fast engine cannot run this model here: " + reason + "; use "
                    + (options.precision() == Precision.FLOAT32 ? "--engine reference" : "--precision float32"));
        }
        LOG.warn("Using the reference engine, which is slow: {}", reason);
        return new ReferenceEngine(model);
    }
}
