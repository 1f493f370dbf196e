/** Networks as data: layers, first weights, optimisers, the shapes between them, and the DL4J configuration they stand for. */
@NullMarked
package ganflux.trainer.preset.network;

import org.jspecify.annotations.NullMarked;
