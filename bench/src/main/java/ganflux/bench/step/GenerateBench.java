package ganflux.bench.step;

import ganflux.bench.BenchOptions;
import ganflux.bench.Comparison;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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

    @Mixin
    PeerOptions sides = new PeerOptions();

    @Override
    public Integer call() throws Exception {
        List<Comparison> comparisons = new ArrayList<>();
        try (Sides measured = new Sides()) {
            measured.add(Sides.OURS, 2, generator(Sides.OURS, "FAST"));
            for (PeerName peer : sides.peers) {
                switch (peer) {
                    case LIBTORCH -> measured.add(peer.name(), 2, sides.libtorch("generate"));
                    case DL4J -> measured.add(peer.name(), 1, generator("DL4J", "REFERENCE"));
                }
            }
            measured.run(options.rounds);
            for (PeerName peer : sides.peers) {
                double target = peer == PeerName.LIBTORCH ? 1.3 : 10;
                comparisons.addAll(measured.compare("generate " + PRESET, peer, "images", IMAGES, target));
            }
        }
        return options.report(comparisons);
    }

    private PeerProcess generator(String name, String engine) throws IOException {
        return PeerOptions.ours(name, GeneratorPeer.class, List.of(PRESET, engine, sides.count()));
    }
}
