package ganflux.trainer;

import ganflux.stream.ReceivedRecord;
import reactor.core.publisher.Mono;

/** Where records go that cannot be used: {@link ganflux.stream.DeadLetters#put}, or what has that done later. */
@FunctionalInterface
public interface PutAside {
    /**
     * Puts {@code record} aside when subscribed to, and completes once the position may move past it.
     *
     * @param reason the rule that is broken, such as {@code CHECKSUM}
     * @param detail one line for a person
     */
    Mono<Void> put(ReceivedRecord record, String reason, String detail);
}
