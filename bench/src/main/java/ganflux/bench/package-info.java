/** Benchmarks: each compares what Ganflux does with the plainest way to do it, in one interleaved run. */
@NullMarked
package ganflux.bench;

import org.jspecify.annotations.NullMarked;
