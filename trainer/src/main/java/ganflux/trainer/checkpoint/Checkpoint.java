package ganflux.trainer.checkpoint;

import ganflux.v1.CheckpointManifest;
import java.util.Optional;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * A run at a step boundary: both networks with their optimisers' state, and the manifest that says which images made
 * them.
 *
 * @param average the moving average of the generator's weights, where the run keeps one
 */
public record Checkpoint(
        CheckpointManifest manifest,
        MultiLayerNetwork generator,
        MultiLayerNetwork discriminator,
        Optional<MultiLayerNetwork> average) {}
