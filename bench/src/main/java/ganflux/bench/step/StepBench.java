package ganflux.bench.step;

import ganflux.bench.BenchOptions;
import ganflux.bench.Comparison;
import ganflux.trainer.engine.Precision;
import ganflux.trainer.preset.Presets;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Training steps on the fast engine against libtorch and stock DL4J: the same networks, batch, optimisers, fakes and
 * number of threads, each side in its own process, a few steps of each in turns.
 */
@Command(name = "step", description = "The fast engine's training step against libtorch and stock DL4J, in steps/s.")
public final class StepBench implements Callable<Integer> {
    private static final String OURS = "ganflux";
    private static final String BOUND = "bound";

    /** A side that Ganflux is compared with. */
    enum PeerName {
        /** PyTorch's C++ library, used as its own users would. */
        LIBTORCH,
        /** Stock DL4J: the reference engine. */
        DL4J
    }

    /**
     * What is expected of a preset, and how much to run.
     *
     * @param gflop multiplications and additions of one step; 0 where products do not dominate it
     * @param steps of a round
     */
    private record Case(double gflop, int steps, double overLibtorch, double overDl4j) {}

    /** From the networks' shapes: forward, gradients of the input where another layer needs them, and of the weights. */
    private static final Map<String, Case> CASES =
            Map.of("dcgan-mnist", new Case(71.4, 4, 1.5, 15), "mlp-mnist", new Case(0, 200, 1.3, 8));

    @Mixin
    BenchOptions options = new BenchOptions();

    @Option(
            names = "--preset",
            split = ",",
            paramLabel = "NAME",
            defaultValue = "mlp-mnist,dcgan-mnist",
            description = "Presets to measure (default: ${DEFAULT-VALUE}).")
    List<String> presets = List.of();

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
        Case expected = CASES.getOrDefault(preset, new Case(0, 4, 1.3, 8));
        Map<String, PeerProcess> sides = new LinkedHashMap<>();
        try {
            start(preset, sides);
            Map<String, List<Timing>> rounds = run(sides, expected.steps);
            List<Timing> ours = rounds.getOrDefault(OURS, List.of());
            for (PeerName peer : peers) {
                List<Timing> theirs = rounds.getOrDefault(peer.name(), List.of());
                double target = peer == PeerName.LIBTORCH ? expected.overLibtorch : expected.overDl4j;
                String name = preset + " over " + peer.name().toLowerCase(Locale.ROOT);
                comparisons.add(compare(name + ", clock", theirs, ours, Timing::wallMs, target));
                comparisons.add(compare(name + ", CPU time", theirs, ours, Timing::cpuMs, target));
            }
            if (expected.gflop > 0) {
                printShare(preset, expected.gflop, rounds.getOrDefault(BOUND, List.of()), ours);
            }
        } finally {
            sides.values().forEach(PeerProcess::close);
        }
    }

    private void start(String preset, Map<String, PeerProcess> sides) throws IOException, InterruptedException {
        String classPath = System.getProperty("java.class.path");
        String count = String.valueOf(threads);
        sides.put(OURS, engine(OURS, classPath, List.of(preset, "FAST", count, precision.name())));
        sides.put(
                BOUND,
                new PeerProcess(BOUND, classPath, ConvolutionPeer.class.getName(), List.of(count, precision.name())));
        for (PeerName peer : peers) {
            sides.put(
                    peer.name(),
                    switch (peer) {
                        case LIBTORCH ->
                            new PeerProcess(
                                    "libtorch", LibtorchBuild.classPath(), LibtorchBuild.MAIN, List.of(preset, count));
                        case DL4J -> engine("DL4J", classPath, List.of(preset, "REFERENCE", count, "FLOAT32"));
                    });
        }
    }

    private static PeerProcess engine(String name, String classPath, List<String> arguments) throws IOException {
        return new PeerProcess(name, classPath, EnginePeer.class.getName(), arguments);
    }

    /** A warm-up, then the rounds: of each side and round the median step. */
    private Map<String, List<Timing>> run(Map<String, PeerProcess> sides, int steps) throws IOException {
        Map<String, List<Timing>> rounds = new LinkedHashMap<>();
        for (Map.Entry<String, PeerProcess> side : sides.entrySet()) {
            var unused = side.getValue().run(2 * number(side.getKey(), steps));
            rounds.put(side.getKey(), new ArrayList<>());
        }
        for (int round = 0; round < options.rounds; round++) {
            for (Map.Entry<String, PeerProcess> side : sides.entrySet()) {
                List<Timing> timings = side.getValue().run(number(side.getKey(), steps));
                rounds.getOrDefault(side.getKey(), new ArrayList<>())
                        .add(new Timing(median(timings, Timing::wallMs), median(timings, Timing::cpuMs)));
            }
        }
        return rounds;
    }

    /** Stock DL4J is so slow that it makes fewer steps. */
    private static int number(String side, int steps) {
        return side.equals(PeerName.DL4J.name()) ? Math.max(1, steps / 8) : steps;
    }

    private static double median(List<Timing> timings, ToDoubleFunction<Timing> figure) {
        List<Timing> sorted =
                timings.stream().sorted(Comparator.comparingDouble(figure)).toList();
        return figure.applyAsDouble(sorted.get(sorted.size() / 2));
    }

    private static Comparison compare(
            String name, List<Timing> theirs, List<Timing> ours, ToDoubleFunction<Timing> figure, double target) {
        return new Comparison(name, "steps/s", rates(theirs, figure), rates(ours, figure), target);
    }

    private static List<Double> rates(List<Timing> timings, ToDoubleFunction<Timing> figure) {
        return timings.stream()
                .map(timing -> 1000 / figure.applyAsDouble(timing))
                .toList();
    }

    private static void printShare(String preset, double gflop, List<Timing> convolution, List<Timing> ours) {
        double rate = ConvolutionPeer.GFLOP / median(convolution, Timing::cpuMs);
        double boundMs = gflop / rate;
        System.out.printf(
                Locale.ROOT,
                "%s: %.0f ms of CPU a step, of which %.0f at the convolution rate of %.0f GFLOP/s a core: share %.2f%n",
                preset,
                median(ours, Timing::cpuMs),
                boundMs,
                rate * 1000,
                boundMs / median(ours, Timing::cpuMs));
    }
}
