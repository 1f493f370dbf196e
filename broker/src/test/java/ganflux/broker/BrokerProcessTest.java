package ganflux.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class BrokerProcessTest {
    @TempDir
    Path directory;

    @Test
    void acknowledgedRecordsSurviveAKillAndARestartOnTheSamePort() throws Exception {
        BrokerProcess first = BrokerProcess.start(directory);
        String bootstrap = first.bootstrap();
        RoundTrip.createTopic(bootstrap, "kept");
        RoundTrip.produce(bootstrap, "kept", "before");
        first.kill();
        assertThat(first.isAlive()).isFalse();
        try (BrokerProcess second = BrokerProcess.start(directory, first.port())) {
            assertThat(second.bootstrap()).isEqualTo(bootstrap);
            RoundTrip.produce(bootstrap, "kept", "after");
            assertThat(RoundTrip.consume(bootstrap, "kept", 2)).containsExactly("before", "after");
        }
        assertThat(directory.resolve("broker.log")).exists();
    }

    @Test
    void aSecondProcessOnTheSameDirectoryIsRefusedAndTheFirstLivesOn() {
        try (BrokerProcess first = BrokerProcess.start(directory)) {
            assertThatThrownBy(() -> BrokerProcess.start(directory))
                    .isInstanceOf(BrokerException.class)
                    .hasMessageContaining("in use by another broker");
            assertThat(first.isAlive()).isTrue();
        }
    }

    @Test
    void closingStopsTheChildInGoodOrderAndTwiceIsFine() {
        BrokerProcess broker = BrokerProcess.start(directory);
        broker.close();
        broker.close();
        assertThat(broker.isAlive()).isFalse();
        DirectoryLock.take(directory).close();
    }

    @Test
    void aChildThatKeepsSilentIsEndedAndTheLogIsQuoted() throws Exception {
        Files.writeString(directory.resolve("broker.log"), "first line\nsomething is wrong\n\tat some.Frame\n");
        assertThatThrownBy(() -> BrokerProcess.start(directory, 0, Duration.ofMillis(1)))
                .isInstanceOf(BrokerException.class)
                .hasMessageContaining("did not answer")
                .hasMessageContaining("broker.log: something is wrong");
        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> DirectoryLock.take(directory).close());
    }

    @Test
    void interruptFromTheTerminalDoesNotReachTheBroker() throws Exception {
        try (BrokerProcess broker = BrokerProcess.start(directory)) {
            new ProcessBuilder("kill", "-INT", String.valueOf(broker.pid()))
                    .start()
                    .waitFor();
            RoundTrip.createTopic(broker.bootstrap(), "after-interrupt");
            assertThat(broker.isAlive()).isTrue();
        }
    }
}
