package ganflux.local;

import static org.assertj.core.api.Assertions.assertThat;

import ganflux.broker.testing.ListeningSockets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nothing listens beyond this machine unless it is told to: as the kernel sees it. */
@Timeout(120)
class ListeningIT {
    @TempDir
    private Path directory;

    @Test
    void localAndItsBrokerListenOnLoopbackAlone() throws Exception {
        ListeningSockets.orSkip();
        int uploads;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            uploads = free.getLocalPort();
        }
        String[] args = {"local", "--dir", "run", "--http-port", "0", "--data", "http", "--listen"};
        try (LauncherProcess local = local(args, "127.0.0.1:" + uploads)) {
            int page = Integer.parseInt(local.awaitOut("live page is on http://127.0.0.1:(\\d+)"));
            List<InetSocketAddress> found = ListeningSockets.of(local.handle());
            assertThat(found).extracting(InetSocketAddress::getPort).contains(page, uploads);
            assertThat(found).as("page, uploads, broker and its controller").hasSizeGreaterThanOrEqualTo(4);
            assertThat(found).allMatch(socket -> socket.getAddress().isLoopbackAddress());
            assertThat(local.stop()).isZero();
        }
        try (LauncherProcess open = local(args, "0.0.0.0:" + uploads)) {
            open.awaitOut("live page is on (\\S+)");
            assertThat(ListeningSockets.of(open.handle()))
                    .as("otherwise this test tests nothing")
                    .anyMatch(socket ->
                            socket.getPort() == uploads && socket.getAddress().isAnyLocalAddress());
            assertThat(open.stop()).isZero();
        }
    }

    private LauncherProcess local(String[] args, String listen) throws IOException {
        String[] all = Stream.concat(Stream.of(args), Stream.of(listen)).toArray(String[]::new);
        return LauncherProcess.start(directory, Map.of(), all);
    }
}
