package ganflux.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaBrokerTest {
    @TempDir
    Path directory;

    @Test
    void recordsSurviveAStopAndAStartOnAnotherPort() throws Exception {
        try (KafkaBroker first = KafkaBroker.start(directory, 0)) {
            RoundTrip.createTopic(first.bootstrap(), "kept");
            RoundTrip.produce(first.bootstrap(), "kept", "before");
        }
        try (KafkaBroker second = KafkaBroker.start(directory, 0)) {
            RoundTrip.produce(second.bootstrap(), "kept", "after");
            assertThat(RoundTrip.consume(second.bootstrap(), "kept", 2)).containsExactly("before", "after");
        }
    }

    @Test
    void aSecondBrokerOnTheSameDirectoryIsRefusedAndHarmsNothing() throws Exception {
        try (KafkaBroker first = KafkaBroker.start(directory, 0)) {
            RoundTrip.createTopic(first.bootstrap(), "one");
            assertThatThrownBy(() -> KafkaBroker.start(directory, 0))
                    .isInstanceOf(BrokerException.class)
                    .hasMessageContaining(directory.toString())
                    .hasMessageContaining("in use by another broker");
            RoundTrip.produce(first.bootstrap(), "one", "still here");
            assertThat(RoundTrip.consume(first.bootstrap(), "one", 1)).containsExactly("still here");
        }
    }

    @Test
    void aTakenPortIsNamedAndTheDirectoryIsFreeAfterwards() throws Exception {
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            assertThatThrownBy(() -> KafkaBroker.start(directory, taken.getLocalPort()))
                    .isInstanceOf(BrokerException.class)
                    .hasMessageContaining("port " + taken.getLocalPort())
                    .hasMessageContaining("is taken");
        }
        DirectoryLock.take(directory).close();
    }

    @Test
    void aDirectoryThatIsAFileIsRefused() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        assertThatThrownBy(() -> KafkaBroker.start(file, 0))
                .isInstanceOf(BrokerException.class)
                .hasMessageContaining("cannot be written");
    }

    @Test
    void closingTwiceIsFine() {
        KafkaBroker broker = KafkaBroker.start(directory, 0);
        broker.close();
        broker.close();
        assertThat(FreePort.isFree(broker.port())).isTrue();
    }
}
