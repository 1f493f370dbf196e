package ganflux.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.test.StepVerifier;

/** A broker that refuses the client is asked again a few times and then believed. */
@Timeout(60)
class RefusalTest {
    private final AtomicInteger attempts = new AtomicInteger();

    private final class Refused extends MockConsumer<byte[], byte[]> {
        Refused() {
            super("none");
        }

        @Override
        public synchronized List<PartitionInfo> partitionsFor(String topic, Duration timeout) {
            attempts.incrementAndGet();
            throw new SaslAuthenticationException("wrong password");
        }
    }

    @Test
    void fiveRefusalsEndTheStream() {
        Refused consumer = new Refused();
        KafkaSourceConfig config =
                new KafkaSourceConfig(Map.of(), "t", new Start.Earliest(), 1000, 1, Optional.empty());
        try (KafkaSource source = new KafkaSource(config, consumer)) {
            StepVerifier.create(source.records())
                    .expectError(SaslAuthenticationException.class)
                    .verify(Duration.ofSeconds(30));
        }
        assertThat(attempts).hasValue(5);
        assertThat(consumer.closed()).isTrue();
    }
}
