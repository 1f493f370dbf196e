/** What tests of all modules share about the things that they need from outside. */
@NullMarked
package ganflux.broker.testing;

import org.jspecify.annotations.NullMarked;
