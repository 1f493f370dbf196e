@NullMarked
package ganflux.monitor.grid;

import org.jspecify.annotations.NullMarked;
