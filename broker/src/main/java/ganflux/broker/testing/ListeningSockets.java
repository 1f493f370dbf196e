package ganflux.broker.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** On which sockets processes listen, as Linux's kernel sees it. */
public final class ListeningSockets {
    private static final String LISTENING = "0A";

    private ListeningSockets() {}

    /** Skips a test where the kernel does not tell. */
    public static void orSkip() {
        Path sockets = Path.of("/proc/self/net/tcp");
        Requirement.orSkip(Files.exists(sockets), "no " + sockets + "; run this on Linux");
    }

    /** Those of {@code process} and of all that it has started. */
    public static List<InetSocketAddress> of(ProcessHandle process) throws IOException {
        List<InetSocketAddress> all = new ArrayList<>();
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
            return files.map(ListeningSockets::target).collect(Collectors.toSet());
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
    private static InetSocketAddress socket(String hex) throws IOException {
        String[] parts = hex.split(":", -1);
        byte[] words = HexFormat.of().parseHex(parts[0]);
        ByteBuffer address = ByteBuffer.allocate(words.length);
        ByteBuffer kernel = ByteBuffer.wrap(words);
        while (kernel.hasRemaining()) {
            int word = kernel.getInt();
            address.putInt(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? Integer.reverseBytes(word) : word);
        }
        return new InetSocketAddress(InetAddress.getByAddress(address.array()), Integer.parseInt(parts[1], 16));
    }
}
