/**
 * Diversity and quality while a run goes on: reals kept over the stream, fakes measured against them, and each figure held
 * against what other reals give. Of one thread; no I/O, no clock.
 */
@NullMarked
package ganflux.monitor.diversity.online;

import org.jspecify.annotations.NullMarked;
