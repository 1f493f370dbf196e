package ganflux.ingest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The trainer's progress as it mirrors it: the committed offsets of its consumer group. A partition without a commit
 * counts as trained up to its beginning, and so does one whose committed records were deleted since.
 */
final class CommittedProgress implements TrainerProgress, AutoCloseable {
    private final Admin admin;
    private final String group;
    private final List<TopicPartition> partitions;

    CommittedProgress(Map<String, String> client, String group, String topic, int partitions) {
        admin = Admin.create(Map.copyOf(client));
        this.group = group;
        this.partitions = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
    }

    @Override
    public Mono<Reading> read() {
        return Mono.defer(() -> Mono.zip(
                        mono(admin.listOffsets(all(OffsetSpec.latest())).all()),
                        mono(admin.listOffsets(all(OffsetSpec.earliest())).all()),
                        mono(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())))
                .map(found -> reading(found.getT1(), found.getT2(), found.getT3()));
    }

    private Reading reading(
            Map<TopicPartition, ListOffsetsResultInfo> ends,
            Map<TopicPartition, ListOffsetsResultInfo> beginnings,
            Map<TopicPartition, @Nullable OffsetAndMetadata> commits) {
        long produced = 0;
        long trained = 0;
        List<Long> untrained = new ArrayList<>();
        for (TopicPartition partition : partitions) {
            OffsetAndMetadata commit = commits.get(partition);
            long end = offset(ends, partition);
            long done = Math.max(offset(beginnings, partition), commit == null ? 0 : commit.offset());
            produced += end;
            trained += done;
            untrained.add(end - done);
        }
        long enough = Collections.min(untrained) + 1;
        long surplus = untrained.stream()
                .mapToLong(records -> Math.max(0, records - enough))
                .sum();
        return new Reading(produced, trained, surplus);
    }

    private static long offset(Map<TopicPartition, ListOffsetsResultInfo> offsets, TopicPartition partition) {
        ListOffsetsResultInfo info = offsets.get(partition);
        return info == null ? 0 : info.offset();
    }

    private Map<TopicPartition, OffsetSpec> all(OffsetSpec spec) {
        return partitions.stream().collect(Collectors.toMap(Function.identity(), partition -> spec));
    }

    private static <T> Mono<T> mono(KafkaFuture<T> future) {
        return Mono.fromCompletionStage(future.toCompletionStage());
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(3));
    }
}
