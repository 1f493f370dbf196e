/**
 * The mathematics of a GAN's training: the alternating step and what feeds it. No Kafka, no files.
 */
@NullMarked
package ganflux.trainer.gan;

import org.jspecify.annotations.NullMarked;
