package ganflux.bench.step;

import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Option;

/** Whom to compare with, and on how many threads; a picocli mixin. */
final class PeerOptions {
    @Option(
            names = "--peers",
            split = ",",
            paramLabel = "NAME",
            defaultValue = "DL4J",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}). libtorch downloads 90 MB once.")
    List<PeerName> peers = List.of();

    @Option(
            names = "--threads",
            defaultValue = "2",
            paramLabel = "N",
            description = "Threads of the arithmetic of every side (default: ${DEFAULT-VALUE}).")
    int threads;

    /** The threads as an argument of a side's process. */
    String count() {
        return String.valueOf(threads);
    }

    /** A side of Ganflux's own classes. */
    static PeerProcess ours(String name, Class<?> main, List<String> arguments) throws IOException {
        return new PeerProcess(name, System.getProperty("java.class.path"), main.getName(), arguments);
    }

    /** The libtorch side that does {@code work}. */
    PeerProcess libtorch(String work) throws IOException, InterruptedException {
        return new PeerProcess("libtorch", LibtorchBuild.classPath(), LibtorchBuild.MAIN, List.of(work, count()));
    }
}
