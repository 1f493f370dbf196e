/** Data sets from the network: fetched, checked and put where {@code --data} finds them. */
@NullMarked
package ganflux.ingest.download;

import org.jspecify.annotations.NullMarked;
