package ganflux.ingest;

import reactor.core.publisher.Mono;

/** How far the topic has grown and how much of it is trained. */
interface TrainerProgress {
    /**
     * A reading.
     *
     * @param produced sum of the partitions' end offsets
     * @param trained sum of the offsets up to which the partitions are trained
     * @param surplus untrained records of partitions that have more than the one with the fewest, but for one more each, as dealing out
     *     in turn gives
     */
    record Reading(long produced, long trained, long surplus) {}

    /** Takes a reading; does not block the thread that subscribes. */
    Mono<Reading> read();
}
