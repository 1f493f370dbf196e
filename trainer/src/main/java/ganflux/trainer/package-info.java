/**
 * The trainer service: a Flux of records becomes minibatches, steps, reports and checkpoints.
 */
@NullMarked
package ganflux.trainer;

import org.jspecify.annotations.NullMarked;
