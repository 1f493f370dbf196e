@NullMarked
package ganflux.monitor.page;

import org.jspecify.annotations.NullMarked;
