package ganflux.local;

import static org.assertj.core.api.Assertions.assertThat;

import ganflux.broker.testing.Requirement;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nothing listens beyond this machine unless it is told to: as the kernel sees it. */
@Timeout(120)
class ListeningIT {
    private static final Path SOCKETS = Path.of("/proc/self/net/tcp");
    private static final String LISTENING = "0A";

    @TempDir
    private Path directory;

    /** A socket that is listened on, by a process and the processes that it started. */
    private record Listening(InetAddress address, int port) {}

    @Test
    void localAndItsBrokerListenOnLoopbackAlone() throws Exception {
        Requirement.orSkip(Files.exists(SOCKETS), "no " + SOCKETS + "; run this on Linux");
        int uploads;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            uploads = free.getLocalPort();
        }
        String[] args = {"local", "--dir", "run", "--http-port", "0", "--data", "http", "--listen"};
        try (LauncherProcess local = local(args, "127.0.0.1:" + uploads)) {
            int page = Integer.parseInt(local.awaitOut("live page is on http://127.0.0.1:(\\d+)"));
            List<Listening> found = listening(local.handle());
            assertThat(found).extracting(Listening::port).contains(page, uploads);
            assertThat(found).as("page, uploads, broker and its controller").hasSizeGreaterThanOrEqualTo(4);
            assertThat(found).allMatch(socket -> socket.address().isLoopbackAddress());
            assertThat(local.stop()).isZero();
        }
        try (LauncherProcess open = local(args, "0.0.0.0:" + uploads)) {
            open.awaitOut("live page is on (\\S+)");
            assertThat(listening(open.handle()))
                    .as("otherwise this test tests nothing")
                    .anyMatch(socket ->
                            socket.port() == uploads && socket.address().isAnyLocalAddress());
            assertThat(open.stop()).isZero();
        }
    }

    private LauncherProcess local(String[] args, String listen) throws IOException {
        String[] all = Stream.concat(Stream.of(args), Stream.of(listen)).toArray(String[]::new);
        return LauncherProcess.start(directory, Map.of(), all);
    }

    private static List<Listening> listening(ProcessHandle process) throws IOException {
        List<Listening> all = new ArrayList<>();
        for (ProcessHandle each :
                Stream.concat(Stream.of(process), process.descendants()).toList()) {
            Path proc = Path.of("/proc", String.valueOf(each.pid()));
            Set<String> own = sockets(proc.resolve("fd"));
            for (String table : List.of("net/tcp", "net/tcp6")) {
                for (String line : Files.readAllLines(proc.resolve(table))) {
                    String[] fields =
                            line.strip().split("\\s+", -1); // sl local remote st tx:rx tr:when retr uid timeout inode
                    if (fields[3].equals(LISTENING) && own.contains("socket:[" + fields[9] + "]")) {
                        all.add(socket(fields[1]));
                    }
                }
            }
        }
        return all;
    }

    private static Set<String> sockets(Path descriptors) throws IOException {
        try (Stream<Path> files = Files.list(descriptors)) {
            return files.map(ListeningIT::target).collect(Collectors.toSet());
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return ""; // closed meanwhile
        }
    }

    /** {@code 0100007F:1F90}: words of 32 bits in the machine's order, then the port. */
    private static Listening socket(String hex) throws IOException {
        String[] parts = hex.split(":", -1);
        byte[] words = HexFormat.of().parseHex(parts[0]);
        ByteBuffer address = ByteBuffer.allocate(words.length);
        ByteBuffer kernel = ByteBuffer.wrap(words);
        while (kernel.hasRemaining()) {
            int word = kernel.getInt();
            address.putInt(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? Integer.reverseBytes(word) : word);
        }
        return new Listening(InetAddress.getByAddress(address.array()), Integer.parseInt(parts[1], 16));
    }
}
