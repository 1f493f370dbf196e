package ganflux.monitor;

import ganflux.stream.OnGap;
import ganflux.stream.Start;
import ganflux.stream.Topics;
import ganflux.stream.command.UserError;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** Finds where to begin so that a topic's newest records are read again. */
final class TailPosition {
    private TailPosition() {}

    /**
     * For each partition of {@code topic} the position {@code records} before its end, or its oldest record where it has
     * fewer; what is deleted before it is read leaves a gap. Blocks.
     *
     * @throws UserError where the broker does not tell within {@code timeout}
     */
    static Start.At of(Map<String, String> client, String topic, long records, Duration timeout) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, String.valueOf(timeout.toMillis()));
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, String.valueOf(timeout.toMillis()));
        List<TopicPartition> partitions = IntStream.range(0, Topics.partitions(client, timeout, topic))
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        try (Admin admin = Admin.create(settings)) {
            Map<TopicPartition, Long> oldest = offsets(admin, partitions, OffsetSpec.earliest(), timeout);
            Map<TopicPartition, Long> end = offsets(admin, partitions, OffsetSpec.latest(), timeout);
            return new Start.At(
                    partitions.stream()
                            .collect(Collectors.toMap(
                                    TopicPartition::partition,
                                    partition -> Math.max(
                                            oldest.getOrDefault(partition, 0L),
                                            end.getOrDefault(partition, 0L) - records))),
                    OnGap.CONTINUE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError("interrupted while looking for the end of topic " + topic, e);
        } catch (ExecutionException | TimeoutException e) {
            throw new UserError(
                    "the broker at --bootstrap " + client.get("bootstrap.servers") + " does not tell where topic "
                            + topic + " ends: " + (e.getCause() == null ? e : e.getCause()).getMessage(),
                    e);
        }
    }

    private static Map<TopicPartition, Long> offsets(
            Admin admin, List<TopicPartition> partitions, OffsetSpec which, Duration timeout)
            throws InterruptedException, ExecutionException, TimeoutException {
        return admin
                .listOffsets(partitions.stream().collect(Collectors.toMap(Function.identity(), partition -> which)))
                .all()
                .get(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .entrySet()
                .stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().offset()));
    }
}
