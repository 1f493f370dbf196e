package ganflux.cluster;

import java.io.Serializable;

/** Where a record is that a slot could not use, the rule that it breaks, and one line on it. */
record DeadReference(int partition, long offset, String reason, String detail) implements Serializable {}
