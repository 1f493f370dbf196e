/** What GANs capture of data whose modes are known, beside what papers have published. */
@NullMarked
package ganflux.bench.modes;

import org.jspecify.annotations.NullMarked;
