package ganflux.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ganflux.stream.command.UserError;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
class TopicsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @RegisterExtension
    static final BrokerFixture kafka = new BrokerFixture();

    @Test
    void createsWhatIsAbsentAsSpecifiedAndLeavesTheRest() throws Exception {
        String name = kafka.newName();
        TopicSpec two = new TopicSpec(name, 2, (short) 1, Duration.ofHours(3), 1_000_000, 2_000_000);
        TopicSpec five = new TopicSpec(name, 5, (short) 1, Duration.ofHours(9), -1, 3_000_000);
        Topics.ensure(kafka.client(), Duration.ofSeconds(30), List.of(two));
        Topics.ensure(kafka.client(), Duration.ofSeconds(30), List.of(five));
        try (Admin admin = Admin.create(Map.<String, Object>copyOf(kafka.client()))) {
            TopicDescription topic = admin.describeTopics(List.of(name))
                    .allTopicNames()
                    .get(30, TimeUnit.SECONDS)
                    .values()
                    .iterator()
                    .next();
            assertThat(topic.partitions()).hasSize(2);
            ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
            Config config = admin.describeConfigs(List.of(resource))
                    .all()
                    .get(30, TimeUnit.SECONDS)
                    .values()
                    .iterator()
                    .next();
            assertThat(config.get("retention.ms").value()).isEqualTo("10800000");
            assertThat(config.get("retention.bytes").value()).isEqualTo("1000000");
            assertThat(config.get("max.message.bytes").value()).isEqualTo("2000000");
        }
    }

    @Test
    void aPortWithoutABrokerIsNamedWithinTheTime() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        assertThatThrownBy(() -> Topics.ensure(Map.of("bootstrap.servers", "127.0.0.1:" + port), SECOND, List.of()))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith("no broker at --bootstrap 127.0.0.1:" + port + " within 1 s; start one");
    }

    @Test
    void aHostThatDoesNotExistIsNamed() {
        assertThatThrownBy(() -> Topics.ensure(Map.of("bootstrap.servers", "nowhere.invalid:9"), SECOND, List.of()))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("--bootstrap nowhere.invalid:9");
    }

    @Test
    void impossibleSpecificationsAreRefused() {
        assertThatThrownBy(() -> new TopicSpec("t", 0, (short) 1, SECOND, -1, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TopicSpec(" ", 1, (short) 1, SECOND, -1, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatCode(() -> new TopicSpec("t", 1, (short) 1, SECOND, -1, 1)).doesNotThrowAnyException();
    }
}
