@NullMarked
package ganflux.monitor.alarm;

import org.jspecify.annotations.NullMarked;
