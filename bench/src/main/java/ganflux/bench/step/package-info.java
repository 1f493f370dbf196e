/** How fast the training step is, against libtorch and stock DL4J, and how near to what the machine can do. */
@NullMarked
package ganflux.bench.step;

import org.jspecify.annotations.NullMarked;
