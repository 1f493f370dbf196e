/**
 * The ingest service: image sources to batches on Kafka, at the pace of whoever is slowest.
 */
@NullMarked
package ganflux.ingest;

import org.jspecify.annotations.NullMarked;
