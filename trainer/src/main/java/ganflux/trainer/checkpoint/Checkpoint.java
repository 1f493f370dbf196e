package ganflux.trainer.checkpoint;

import ganflux.v1.CheckpointManifest;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * A run at a step boundary: both networks with their optimisers' state, and the manifest that says which images made
 * them.
 */
public record Checkpoint(CheckpointManifest manifest, MultiLayerNetwork generator, MultiLayerNetwork discriminator) {}
