/**
 * What the monitor remembers of each run: the newest report, a bounded history and the newest samples. No I/O, no clock:
 * time is what the reports say.
 */
@NullMarked
package ganflux.monitor.run;

import org.jspecify.annotations.NullMarked;
