/**
 * The GANs that a run can name: two networks, their optimisers, and the policy of their alternating step.
 */
@NullMarked
package ganflux.trainer.preset;

import org.jspecify.annotations.NullMarked;
