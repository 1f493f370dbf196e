package ganflux.trainer.checkpoint;

import ganflux.v1.CheckpointManifest;
import java.util.Optional;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A run at a step boundary: both networks with their optimisers' state, and the manifest that says which images made
 * them.
 *
 * @param average the moving average of the generator's weights, where the run keeps one
 * @param spectralState what the discriminator's spectral normalisation needs to go on, where it has one
 */
public record Checkpoint(
        CheckpointManifest manifest,
        MultiLayerNetwork generator,
        MultiLayerNetwork discriminator,
        Optional<MultiLayerNetwork> average,
        Optional<INDArray> spectralState) {}
