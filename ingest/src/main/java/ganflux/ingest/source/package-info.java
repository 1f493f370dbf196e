/**
 * Where images come from. The only place where files become pixels: unsigned bytes in the order channel, row, column, of
 * one shape for each source.
 */
@NullMarked
package ganflux.ingest.source;

import org.jspecify.annotations.NullMarked;
