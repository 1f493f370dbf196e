package ganflux.ingest;

import reactor.core.publisher.Mono;

/** How far the topic has grown and how much of it is trained. */
interface TrainerProgress {
    /**
     * A reading.
     *
     * @param produced sum of the partitions' end offsets
     * @param trained sum of the offsets up to which the partitions are trained
     * @param surplus the sum over the partitions of {@code max(0, untrained - (fewest + 1))}: what they hold beyond the one
     *     with the fewest untrained records, but for one more each, as dealing out in turn gives
     */
    record Reading(long produced, long trained, long surplus) {}

    /** Takes a reading; does not block the thread that subscribes. */
    Mono<Reading> read();
}
