@NullMarked
package ganflux.monitor.diversity;

import org.jspecify.annotations.NullMarked;
