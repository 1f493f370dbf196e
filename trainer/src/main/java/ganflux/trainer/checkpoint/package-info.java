/**
 * What a run leaves on disk: its directory, and checkpoints that tie the weights to the stream position.
 */
@NullMarked
package ganflux.trainer.checkpoint;

import org.jspecify.annotations.NullMarked;
