package ganflux.bench.diversity;

import ganflux.monitor.diversity.online.Metric;
import ganflux.stream.command.Version;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Healthy and collapsed generators of drawn digits before the alarm of mode collapse; then the time that metrics take. */
@Command(
        name = "diversity",
        description = "How often mode collapse is caught and falsely called, and what the metrics cost.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class DiversityBench implements Callable<Integer> {
    private static final double FALSE_ALARMS = 1 / 1000.0;
    private static final int WITHIN = 3;
    private static final int RECOVERY = 12;

    private static final List<Kind> COLLAPSES = List.of(
            Kind.modes("9 of 10 digits", 9, 0),
            Kind.modes("7 of 10 digits", 7, .95),
            Kind.modes("4 of 10 digits", 4, .95),
            Kind.modes("1 of 10 digits", 1, .95),
            new Kind("one digit is half", 10, .5, 1, Integer.MAX_VALUE, 0),
            new Kind("spread x 0.8", 10, 0, .8, Integer.MAX_VALUE, 0),
            new Kind("32 distinct images", 10, 0, 1, 32, 0));

    @Option(
            names = "--evaluations",
            defaultValue = "1000",
            paramLabel = "N",
            description = "Of a healthy generator, with each rate of drift (default: ${DEFAULT-VALUE}).")
    int evaluations;

    @Option(
            names = "--episodes",
            defaultValue = "40",
            paramLabel = "N",
            description = "Of each kind of collapse, with and without labels (default: ${DEFAULT-VALUE}).")
    int episodes;

    @Option(
            names = "--fakes",
            defaultValue = "128",
            paramLabel = "N",
            description = "Fakes of an evaluation (default: ${DEFAULT-VALUE}).")
    int fakes;

    @Option(
            names = "--rounds",
            defaultValue = "15",
            paramLabel = "N",
            description = "Evaluations to time (default: ${DEFAULT-VALUE}).")
    int rounds;

    @Override
    public Integer call() {
        boolean reached = new MetricTimes().print(rounds);
        for (boolean labelled : new boolean[] {true, false}) {
            for (double drift : new double[] {0, .002, .005}) {
                reached &= healthy(labelled, drift);
            }
            for (Kind kind : COLLAPSES) {
                reached &= collapsed(labelled, kind);
            }
        }
        return reached ? 0 : 1;
    }

    private boolean healthy(boolean labelled, double drift) {
        Trial trial = new Trial(fakes, labelled, drift, 11);
        int alarms = trial.run(evaluations, Kind.HEALTHY);
        boolean reached = alarms <= Math.max(1, FALSE_ALARMS * evaluations);
        Map<Metric, Integer> bad = new EnumMap<>(Metric.class);
        trial.addBad(bad);
        System.out.printf(
                Locale.ROOT,
                "healthy, %s, drift %.3f: %d false alarms in %d, %.1f %% of evaluations bad, %s%s%n",
                labels(labelled),
                drift,
                alarms,
                evaluations,
                100 * trial.badEvaluations(),
                shares(bad, evaluations),
                reached ? "" : ", MISSED");
        return reached;
    }

    private boolean collapsed(boolean labelled, Kind kind) {
        Trial trial = new Trial(fakes, labelled, 0, 12);
        Map<Metric, Integer> bad = new EnumMap<>(Metric.class);
        int caught = 0;
        for (int episode = 0; episode < episodes; episode++) {
            trial.forget();
            trial.run(WITHIN, kind);
            trial.addBad(bad);
            caught += trial.raised() ? 1 : 0;
            trial.run(RECOVERY, Kind.HEALTHY);
        }
        boolean reached = caught >= kind.mustCatch() * episodes;
        System.out.printf(
                Locale.ROOT,
                "%s, %s: caught within %d evaluations in %d of %d episodes, %s%s%n",
                kind.name(),
                labels(labelled),
                WITHIN,
                caught,
                episodes,
                shares(bad, WITHIN * episodes),
                reached ? "" : ", MISSED");
        return reached;
    }

    private static String labels(boolean labelled) {
        return labelled ? "with labels" : "without labels";
    }

    private static String shares(Map<Metric, Integer> bad, int total) {
        StringBuilder text = new StringBuilder("bad:");
        bad.forEach((metric, times) ->
                text.append(String.format(Locale.ROOT, " %s %.3f", metric.id(), times / (double) total)));
        return text.toString();
    }
}
