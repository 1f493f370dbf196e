package ganflux.bench.step;

import ganflux.bench.BenchOptions;
import ganflux.bench.Comparison;
import ganflux.trainer.engine.Precision;
import ganflux.trainer.preset.Presets;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Training steps on the fast engine against libtorch and stock DL4J: the same networks, batch, optimisers, fakes and
 * number of threads, each side in its own process, a few steps of each in turns.
 */
@Command(name = "step", description = "The fast engine's training step against libtorch and stock DL4J, in steps/s.")
public final class StepBench implements Callable<Integer> {
    private static final String BOUND = "bound";

    /**
     * What is expected of a preset, and how much to run.
     *
     * @param batch real images in a step; the libtorch peer has the same numbers
     * @param gflop multiplications and additions of one step; 0 where products do not dominate it
     * @param steps of a round
     */
    private record Case(int batch, double gflop, int steps, double overLibtorch, double overDl4j) {}

    /** From the networks' shapes: forward, gradients of the input where another layer needs them, and of the weights. */
    private static final Map<String, Case> CASES = Map.of(
            "mlp-mnist", new Case(128, 0, 200, 1.3, 8),
            "dcgan-mnist", new Case(64, 71.4, 4, 1.5, 15),
            "dcgan-celeba", new Case(64, 145.6, 2, 1.3, 15));

    @Mixin
    BenchOptions options = new BenchOptions();

    @Option(
            names = "--preset",
            split = ",",
            paramLabel = "NAME",
            defaultValue = "mlp-mnist,dcgan-mnist",
            description = "Presets to measure (default: ${DEFAULT-VALUE}).")
    List<String> presets = List.of();

    @Mixin
    PeerOptions peers = new PeerOptions();

    @Option(
            names = "--precision",
            defaultValue = "FLOAT32",
            description = "Of Ganflux only: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    Precision precision = Precision.FLOAT32;

    @Override
    public Integer call() throws Exception {
        List<Comparison> comparisons = new ArrayList<>();
        for (String preset : presets) {
            measure(Presets.named(preset).name(), comparisons);
        }
        return options.report(comparisons);
    }

    private void measure(String preset, List<Comparison> comparisons) throws IOException, InterruptedException {
        int usual = Presets.named(preset).batchSize();
        Case expected = CASES.getOrDefault(preset, new Case(usual, 0, 4, 1.3, 8));
        try (Sides sides = new Sides()) {
            start(preset, expected, sides);
            sides.run(options.rounds);
            for (PeerName peer : peers.peers) {
                double target = peer == PeerName.LIBTORCH ? expected.overLibtorch : expected.overDl4j;
                comparisons.addAll(sides.compare(preset, peer, "steps", 1, target));
            }
            if (expected.gflop > 0) {
                printShare(preset, expected.gflop, sides.of(BOUND), sides.of(Sides.OURS));
            }
        }
    }

    private void start(String preset, Case expected, Sides sides) throws IOException, InterruptedException {
        String count = peers.count();
        String images = String.valueOf(expected.batch);
        List<String> ours = List.of(preset, "FAST", count, precision.name(), images);
        sides.add(Sides.OURS, expected.steps, PeerOptions.ours(Sides.OURS, EnginePeer.class, ours));
        List<String> bound = List.of(count, precision.name());
        sides.add(BOUND, 4, PeerOptions.ours(BOUND, ConvolutionPeer.class, bound));
        for (PeerName peer : peers.peers) {
            switch (peer) {
                case LIBTORCH -> sides.add(peer.name(), expected.steps, peers.libtorch(preset));
                case DL4J -> {
                    List<String> stock = List.of(preset, "REFERENCE", count, "FLOAT32", images);
                    int steps = Math.max(1, expected.steps / 8); // so slow that it makes fewer steps
                    sides.add(peer.name(), steps, PeerOptions.ours("DL4J", EnginePeer.class, stock));
                }
            }
        }
    }

    private static void printShare(String preset, double gflop, List<Timing> convolution, List<Timing> ours) {
        double rate = ConvolutionPeer.GFLOP / Sides.median(convolution, Timing::cpuMs);
        double cpuMs = Sides.median(ours, Timing::cpuMs);
        double boundMs = gflop / rate;
        System.out.printf(
                Locale.ROOT,
                "%s: %.0f ms of CPU a step, of which %.0f at the convolution rate of %.0f GFLOP/s a core: share %.2f%n",
                preset,
                cpuMs,
                boundMs,
                rate * 1000,
                boundMs / cpuMs);
    }
}
