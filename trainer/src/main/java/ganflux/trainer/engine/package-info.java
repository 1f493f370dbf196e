/**
 * How a network is executed: forward, backward and update of one DL4J model, without knowing what a GAN is.
 */
@NullMarked
package ganflux.trainer.engine;

import org.jspecify.annotations.NullMarked;
