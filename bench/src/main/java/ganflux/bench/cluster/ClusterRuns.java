package ganflux.bench.cluster;

import ganflux.bench.BenchBroker;
import ganflux.stream.TopicScan;
import ganflux.stream.Topics;
import ganflux.stream.command.UserError;
import ganflux.v1.RoundReport;
import ganflux.v1.StepReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Runs of {@code ./ganflux cluster}, each a process as a user starts it, on a broker of their own. */
final class ClusterRuns implements AutoCloseable {
    /** The system property by which {@code ./ganflux} says where it is. */
    private static final String COMMAND = "ganflux.command";

    private final BenchBroker broker;
    private final Thread atExit = new Thread(this::kill, "bench-exit");
    private volatile @Nullable Process process; // of the run under way
    private int runs;

    private ClusterRuns(BenchBroker broker) {
        this.broker = broker;
        Runtime.getRuntime().addShutdownHook(atExit); // a bench that is killed leaves nothing training
    }

    static ClusterRuns start() throws IOException {
        return new ClusterRuns(BenchBroker.start());
    }

    Map<String, String> client() {
        return broker.client();
    }

    /**
     * What is trained.
     *
     * @param topic its images, with a partition for each worker at least
     * @param preset name or file
     * @param master Spark's
     * @param workers logical ones
     * @param localSteps of each between two averages
     * @param steps of the whole
     * @param seed of weights and noise
     */
    record Plan(String topic, String preset, String master, int workers, int localSteps, long steps, long seed) {}

    /**
     * A run that has ended.
     *
     * @param directory its own
     * @param rounds all of them, in order
     */
    record Run(Path directory, List<RoundReport> rounds) {}

    /**
     * Trains from fresh weights. Blocks until that has ended.
     *
     * @throws UserError where it fails, with the end of what it said
     */
    Run train(Plan plan) throws IOException, InterruptedException {
        String name = "run-" + runs++;
        Path run = broker.directory().resolve(name);
        Path log = broker.directory().resolve(name + ".log");
        List<String> command = new ArrayList<>(List.of(System.getProperty(COMMAND, "./ganflux"), "cluster"));
        command.addAll(List.of("--master", plan.master, "--workers", String.valueOf(plan.workers), "--threads", "1"));
        command.addAll(List.of("--local-steps", String.valueOf(plan.localSteps)));
        command.addAll(List.of("--bootstrap", broker.bootstrap(), "--topic", plan.topic, "--dir", run.toString()));
        command.addAll(List.of("--preset", plan.preset, "--run", name, "--seed", String.valueOf(plan.seed)));
        command.addAll(List.of("--steps", String.valueOf(plan.steps), "--http-port", "0"));
        Process started = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        process = started;
        try {
            if (started.waitFor() != 0) {
                List<String> said = Files.readAllLines(log);
                throw new UserError("'" + String.join(" ", command) + "' ended with " + started.exitValue() + ": "
                        + String.join(" | ", said.subList(Math.max(0, said.size() - 3), said.size())));
            }
        } finally {
            kill();
        }
        return new Run(run, rounds(name));
    }

    private List<RoundReport> rounds(String run) {
        Map<Long, RoundReport> rounds = new TreeMap<>();
        try (TopicScan reports = new TopicScan(client(), Topics.REPORTS)) {
            reports.read(reports.begin(), record -> {
                StepReport report = report(record.value());
                if (report.getRunId().equals(run) && report.hasRound()) {
                    rounds.put(report.getRound().getNumber(), report.getRound());
                }
                return true;
            });
        }
        return List.copyOf(rounds.values());
    }

    private static StepReport report(byte[] value) {
        try {
            return StepReport.parseFrom(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void kill() {
        Process running = process;
        if (running != null) {
            running.destroy();
        }
    }

    @Override
    public void close() throws IOException {
        Runtime.getRuntime().removeShutdownHook(atExit);
        broker.close();
    }
}
