/** The Kafka bridges against loops on the plain clients. */
@NullMarked
package ganflux.bench.stream;

import org.jspecify.annotations.NullMarked;
