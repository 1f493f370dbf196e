package ganflux.bench.step;

import ganflux.bench.BenchOptions;
import ganflux.bench.Comparison;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Images from the generator of {@code dcgan-mnist} in inference mode, from noise to bytes in batches of 64: the fast
 * engine against libtorch and stock DL4J, each side in its own process, in turns.
 */
@Command(
        name = "generate",
        description = "1,000 images from dcgan-mnist's generator against libtorch and stock DL4J, in images/s.")
public final class GenerateBench implements Callable<Integer> {
    /** Images that a side draws when it is asked for one step. */
    static final int IMAGES = 1000;

    private static final String PRESET = "dcgan-mnist";

    @Mixin
    BenchOptions options = new BenchOptions();

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

    @Override
    public Integer call() throws Exception {
        String classPath = System.getProperty("java.class.path");
        String count = String.valueOf(threads);
        List<Comparison> comparisons = new ArrayList<>();
        try (Sides sides = new Sides()) {
            sides.add(Sides.OURS, 2, generator(Sides.OURS, classPath, "FAST", count));
            for (PeerName peer : peers) {
                switch (peer) {
                    case LIBTORCH ->
                        sides.add(
                                peer.name(),
                                2,
                                new PeerProcess(
                                        "libtorch",
                                        LibtorchBuild.classPath(),
                                        LibtorchBuild.MAIN,
                                        List.of("generate", count)));
                    case DL4J -> sides.add(peer.name(), 1, generator("DL4J", classPath, "REFERENCE", count));
                }
            }
            sides.run(options.rounds);
            for (PeerName peer : peers) {
                double target = peer == PeerName.LIBTORCH ? 1.3 : 10;
                comparisons.addAll(sides.compare("generate " + PRESET, peer, "images", IMAGES, target));
            }
        }
        return options.report(comparisons);
    }

    private static PeerProcess generator(String name, String classPath, String engine, String threads)
            throws IOException {
        return new PeerProcess(name, classPath, GeneratorPeer.class.getName(), List.of(PRESET, engine, threads));
    }
}
