/** Whether the diversity alarm tells collapsed generators from healthy ones, and what the metrics cost. */
@NullMarked
package ganflux.bench.diversity;

import org.jspecify.annotations.NullMarked;
