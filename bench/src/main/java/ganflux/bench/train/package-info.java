/** Benchmarks of training. */
@NullMarked
package ganflux.bench.train;

import org.jspecify.annotations.NullMarked;
