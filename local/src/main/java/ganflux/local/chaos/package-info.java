/**
 * Proof by force: the services as processes of their own, killed again and again, and a ledger of every image.
 */
@NullMarked
package ganflux.local.chaos;

import org.jspecify.annotations.NullMarked;
