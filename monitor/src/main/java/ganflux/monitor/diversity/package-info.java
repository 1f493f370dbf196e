/** Measures of how varied generated images are: pure functions on arrays, without I/O or clock. */
@NullMarked
package ganflux.monitor.diversity;

import org.jspecify.annotations.NullMarked;
