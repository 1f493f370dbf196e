/**
 * A real, single-node Kafka broker for one machine: in this process for tests, as a child JVM for the local command. It
 * listens on 127.0.0.1 only.
 */
@NullMarked
package ganflux.broker;

import org.jspecify.annotations.NullMarked;
