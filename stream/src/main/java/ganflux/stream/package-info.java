/**
 * What the services share: the wire contract's codec and the two bridges between Kafka and Reactor.
 */
@NullMarked
package ganflux.stream;

import org.jspecify.annotations.NullMarked;
