@NullMarked
package ganflux.monitor.run;

import org.jspecify.annotations.NullMarked;
