package ganflux.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClientSettingsTest {
    private static final Map<String, String> WISHES = Map.of(
            "enable.auto.commit", "true",
            "auto.offset.reset", "latest",
            "acks", "1",
            "enable.idempotence", "false",
            "fetch.max.bytes", "12345",
            "linger.ms", "77");

    @Test
    void guaranteesOverrideTheUsersPropertiesAndDefaultsYieldToThem() {
        Map<String, Object> consumer = ClientSettings.consumer(config(WISHES, 64 << 20));
        assertThat(consumer)
                .containsEntry("enable.auto.commit", false)
                .containsEntry("auto.offset.reset", "none")
                .containsEntry("fetch.max.bytes", "12345")
                .containsEntry("max.poll.records", 17)
                .containsEntry("group.id", "g");
        assertThat(ClientSettings.producer(WISHES, 1))
                .containsEntry("acks", "all")
                .containsEntry("enable.idempotence", true)
                .containsEntry("linger.ms", "77");
    }

    @Test
    void theClientsOwnBuffersFollowTheBudget() {
        assertThat(ClientSettings.consumer(config(Map.of(), 32 << 20))).containsEntry("fetch.max.bytes", 8 << 20);
        assertThat(ClientSettings.consumer(config(Map.of(), 1000))).containsEntry("fetch.max.bytes", 1 << 20);
        assertThat(ClientSettings.consumer(config(Map.of(), 1L << 40))).containsEntry("fetch.max.bytes", 16 << 20);
        assertThat(ClientSettings.producer(Map.of(), 100 << 20)).containsEntry("buffer.memory", 200L << 20);
    }

    @Test
    void impossibleConfigurationsAreRefused() {
        assertThatThrownBy(() -> config(Map.of(), 0)).hasMessage("budgetBytes must be at least 1 but got 0");
        assertThatThrownBy(() -> new KafkaSourceConfig(Map.of(), "t", new Start.Earliest(), 1, 0, Optional.empty()))
                .hasMessage("maxPollRecords must be at least 1 but got 0");
        assertThatThrownBy(() -> new KafkaSourceConfig(Map.of(), "", new Start.Earliest(), 1, 1, Optional.empty()))
                .hasMessage("topic must not be blank");
        assertThatThrownBy(() -> new Start.At(Map.of(0, -1L))).hasMessageContaining("partition 0 at -1");
        assertThatThrownBy(() -> new KafkaSink(Map.of(), 0)).hasMessageContaining("must be at least 1 but got 0");
    }

    private static KafkaSourceConfig config(Map<String, String> client, long budget) {
        return new KafkaSourceConfig(client, "t", new Start.Earliest(), budget, 17, Optional.of("g"));
    }
}
