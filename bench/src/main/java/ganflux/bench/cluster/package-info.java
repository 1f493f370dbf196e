/** What several machines give, and what averaging their work costs: runs of {@code ./ganflux cluster}. */
@NullMarked
package ganflux.bench.cluster;

import org.jspecify.annotations.NullMarked;
