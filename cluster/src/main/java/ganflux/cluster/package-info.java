/** The trainer on several machines: rounds of local steps on Spark's executors, averaged by the one who keeps the checkpoint. */
@NullMarked
package ganflux.cluster;

import org.jspecify.annotations.NullMarked;
