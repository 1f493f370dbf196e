package ganflux.ingest;

import ganflux.stream.ImageBatchCodec;
import ganflux.stream.OutgoingRecord;
import ganflux.v1.ImageBatch;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * From batches to records, one by one and only when asked. Where a pacer or a gate keeps batches back, one batch waits
 * there; otherwise nothing is read ahead, so the memory in use is that of a batch and of the sink's bytes in flight.
 *
 * @param batches cold and driven by demand
 * @param pacer keeps the pace that the user asked for
 * @param gate keeps batches back for the trainer
 * @param topic where the records go
 * @param partitions of the topic; batches go to them in turn, so that each partition sees every kind of image
 */
record Pipeline(
        Flux<ImageBatch> batches, Optional<RatePacer> pacer, Optional<TrainerGate> gate, String topic, int partitions) {

    /** The records, each noted in {@code tally} as it leaves, until {@code stop} completes. */
    Flux<OutgoingRecord> records(Tally tally, Mono<Void> stop) {
        Flux<ImageBatch> limited = pacer.isEmpty() && gate.isEmpty() ? batches : batches.concatMap(this::hold, 0);
        return limited.takeUntilOther(stop).map(batch -> {
            OutgoingRecord record = record(batch);
            tally.leaves(batch, record.sizeBytes());
            return record;
        });
    }

    private Mono<ImageBatch> hold(ImageBatch batch) {
        Mono<ImageBatch> paced = pacer.map(p -> p.pace(batch)).orElseGet(() -> Mono.just(batch));
        return gate.map(g -> paced.flatMap(g::admit)).orElse(paced);
    }

    private OutgoingRecord record(ImageBatch batch) {
        int partition = (int) (batch.getSequence() % partitions);
        return new OutgoingRecord(topic, partition, null, ImageBatchCodec.encode(batch));
    }
}
