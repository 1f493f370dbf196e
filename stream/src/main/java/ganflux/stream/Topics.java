package ganflux.stream;

import ganflux.stream.command.UserError;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The pipeline's topics, and how they come into being. */
public final class Topics {
    /** Batches of images, from ingest to the trainer. */
    public static final String IMAGES = "ganflux.images";

    /** A report for each step, from the trainer to the monitor. */
    public static final String REPORTS = "ganflux.reports";

    /** Samples of fakes and reals, from the trainer to the monitor. */
    public static final String SAMPLES = "ganflux.samples";

    /** Alarms raised and cleared, from the monitor to whoever reacts. */
    public static final String ALARMS = "ganflux.alarms";

    /** What the monitor measured on samples; from the monitor to itself and to the trainer. */
    public static final String EVALUATIONS = "ganflux.evaluations";

    /** The largest batch of records of any topic: the wire contract's ceiling of 8 MiB, and headroom. */
    public static final int MAX_MESSAGE_BYTES = 9 << 20;

    /** How long a broker may not know a topic yet that was just created. */
    private static final Duration SETTLING = Duration.ofSeconds(5);

    private static final long PAUSE_MS = 50;
    private static final Duration USUAL_RETENTION = Duration.ofDays(7);

    /** Room for a dead letter that broke the ceiling, within what one request of a producer may carry. */
    private static final int MAX_DEAD_BYTES = 16 << 20;

    private Topics() {}

    /** Where records of {@code topic} that cannot be used are put aside: kept for four weeks. */
    public static TopicSpec dead(String topic) {
        return new TopicSpec(deadName(topic), 1, (short) 1, Duration.ofDays(28), -1, MAX_DEAD_BYTES);
    }

    /** The name of the topic of {@code topic}'s dead letters: {@code ganflux.images.dead}. */
    public static String deadName(String topic) {
        return topic + ".dead";
    }

    /** A topic of images: kept for a week, without a limit of size, on one broker. */
    public static TopicSpec images(String name, int partitions) {
        return new TopicSpec(name, partitions, (short) 1, USUAL_RETENTION, -1, MAX_MESSAGE_BYTES);
    }

    /** All that is said about training, by the trainer and the monitor: kept for a week and within 1 GiB a topic. */
    public static List<TopicSpec> reporting() {
        return List.of(reporting(REPORTS), reporting(SAMPLES), reporting(ALARMS), reporting(EVALUATIONS));
    }

    private static TopicSpec reporting(String name) {
        return new TopicSpec(name, 1, (short) 1, USUAL_RETENTION, 1L << 30, MAX_MESSAGE_BYTES);
    }

    /**
     * Creates those of {@code topics} that do not exist and returns when they do; existing ones stay as they are. Blocks.
     *
     * @param client properties for the Kafka client, {@code bootstrap.servers} among them
     * @param timeout how long to look for a broker
     * @throws UserError where no broker answers in time, or it refuses
     */
    public static void ensure(Map<String, String> client, Duration timeout, Collection<TopicSpec> topics) {
        ask(client, timeout, admin -> {
            Set<String> present = admin.listTopics().names().get(timeout.toMillis() + 1000, TimeUnit.MILLISECONDS);
            List<NewTopic> absent = topics.stream()
                    .filter(topic -> !present.contains(topic.name()))
                    .map(Topics::newTopic)
                    .toList();
            create(admin, absent);
            return absent.size();
        });
    }

    /** A question to the broker. */
    private interface Question<T> {
        T ask(Admin admin) throws InterruptedException, ExecutionException, java.util.concurrent.TimeoutException;
    }

    private static <T> T ask(Map<String, String> client, Duration timeout, Question<T> question) {
        String bootstrap = client.getOrDefault("bootstrap.servers", "");
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, String.valueOf(timeout.toMillis()));
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, String.valueOf(Math.min(timeout.toMillis(), 30_000)));
        try (Admin admin = Admin.create(settings)) {
            return question.ask(admin);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError("interrupted while looking for a broker at --bootstrap " + bootstrap, e);
        } catch (ExecutionException e) {
            throw explain(e.getCause() == null ? e : e.getCause(), bootstrap, timeout);
        } catch (java.util.concurrent.TimeoutException e) {
            throw unreachable(bootstrap, timeout, e);
        } catch (KafkaException e) {
            throw new UserError(
                    "no Kafka client for --bootstrap " + bootstrap + ": " + Refusal.innermost(e)
                            + "; correct the address, or the settings of --kafka",
                    e);
        }
    }

    /**
     * Kafka's own id of a topic that exists: one deleted and created anew has another. Blocks.
     *
     * @throws UserError where no broker answers in time, or there is no such topic
     */
    public static String id(Map<String, String> client, Duration timeout, String topic) {
        return describe(client, timeout, topic).topicId().toString();
    }

    /**
     * How many partitions a topic has. Blocks.
     *
     * @throws UserError where no broker answers in time, or there is no such topic
     */
    public static int partitions(Map<String, String> client, Duration timeout, String topic) {
        return describe(client, timeout, topic).partitions().size();
    }

    private static TopicDescription describe(Map<String, String> client, Duration timeout, String topic) {
        return ask(client, timeout, admin -> {
            long deadline = System.nanoTime() + SETTLING.toNanos();
            while (true) {
                try {
                    return admin.describeTopics(List.of(topic))
                            .allTopicNames()
                            .get(timeout.toMillis() + 1000, TimeUnit.MILLISECONDS)
                            .values()
                            .iterator()
                            .next();
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof UnknownTopicOrPartitionException) || System.nanoTime() > deadline) {
                        throw e;
                    }
                    Thread.sleep(PAUSE_MS);
                }
            }
        });
    }

    private static void create(Admin admin, List<NewTopic> topics) throws InterruptedException, ExecutionException {
        for (var created : admin.createTopics(topics).values().values()) {
            try {
                created.get();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) { // another service may have been quicker
                    throw e;
                }
            }
        }
    }

    private static NewTopic newTopic(TopicSpec topic) {
        return new NewTopic(topic.name(), topic.partitions(), topic.replication())
                .configs(Map.of(
                        TopicConfig.RETENTION_MS_CONFIG,
                        String.valueOf(topic.retention().toMillis()),
                        TopicConfig.RETENTION_BYTES_CONFIG,
                        String.valueOf(topic.retentionBytes()),
                        TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                        String.valueOf(topic.maxMessageBytes())));
    }

    private static UserError explain(Throwable cause, String bootstrap, Duration timeout) {
        if (cause instanceof TimeoutException) {
            return unreachable(bootstrap, timeout, cause);
        }
        return Refusal.explain(cause, bootstrap)
                .orElseGet(() -> new UserError(
                        "the broker at --bootstrap " + bootstrap + " cannot serve the topics: " + cause.getMessage(),
                        cause));
    }

    private static UserError unreachable(String bootstrap, Duration timeout, Throwable cause) {
        return new UserError(
                "no broker at --bootstrap " + bootstrap + " within " + timeout.toSeconds()
                        + " s; start one there or give another address",
                cause);
    }
}
