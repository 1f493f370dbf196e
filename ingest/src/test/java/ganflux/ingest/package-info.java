@NullMarked
package ganflux.ingest;

import org.jspecify.annotations.NullMarked;
