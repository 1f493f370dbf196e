@NullMarked
package ganflux.monitor.diversity.space;

import org.jspecify.annotations.NullMarked;
