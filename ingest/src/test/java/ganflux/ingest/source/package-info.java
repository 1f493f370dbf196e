@NullMarked
package ganflux.ingest.source;

import org.jspecify.annotations.NullMarked;
