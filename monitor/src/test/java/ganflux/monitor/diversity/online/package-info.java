@NullMarked
package ganflux.monitor.diversity.online;

import org.jspecify.annotations.NullMarked;
