package ganflux.trainer.checkpoint;

import ganflux.v1.CheckpointManifest;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * What a run's images are drawn with.
 *
 * @param manifest of the checkpoint that it is from
 */
public record SavedGenerator(CheckpointManifest manifest, MultiLayerNetwork network) {}
