package ganflux.trainer;

import ganflux.trainer.checkpoint.ModelSnapshot;
import java.util.Optional;

/** A copy of a model's networks as they are at a moment, in memory that is used again. Not thread-safe. */
final class ModelCopy {
    private final ModelSnapshot generator = new ModelSnapshot();
    private final ModelSnapshot discriminator = new ModelSnapshot();
    private final ModelSnapshot average = new ModelSnapshot();
    private boolean averaged;

    /** Copies {@code model}, always of the same preset, by the thread that trains it. */
    ModelCopy take(Model model) {
        generator.take(model.generator());
        discriminator.take(model.discriminator(), model.spectralState());
        averaged = model.average().map(average::takeWeights).isPresent();
        return this;
    }

    ModelSnapshot generator() {
        return generator;
    }

    ModelSnapshot discriminator() {
        return discriminator;
    }

    /** The generator's moving average, where there is one. */
    Optional<ModelSnapshot> average() {
        return averaged ? Optional.of(average) : Optional.empty();
    }
}
