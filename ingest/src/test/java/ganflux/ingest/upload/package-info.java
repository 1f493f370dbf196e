@NullMarked
package ganflux.ingest.upload;

import org.jspecify.annotations.NullMarked;
