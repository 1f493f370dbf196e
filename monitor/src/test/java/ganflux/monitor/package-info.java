@NullMarked
package ganflux.monitor;

import org.jspecify.annotations.NullMarked;
