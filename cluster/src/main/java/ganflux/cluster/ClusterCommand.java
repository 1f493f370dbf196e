package ganflux.cluster;

import ganflux.stream.Order;
import ganflux.stream.command.CommonOptions;
import ganflux.stream.command.ResolvedConfiguration;
import ganflux.stream.command.UsageError;
import ganflux.trainer.RunOptions;
import ganflux.trainer.TrainingOptions;
import ganflux.trainer.gan.AlternatingStep;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ganflux cluster}: the trainer on several machines. */
@Command(
        name = "cluster",
        description = {
            "Train a GAN as 'ganflux train' does, on the executors of a Spark cluster: local steps on every worker, averaged in rounds."
        },
        sortOptions = false,
        modelTransformer = ClusterCommand.OfRounds.class)
final class ClusterCommand implements Callable<Integer> {
    /** What a round decides for itself. */
    private static final Map<String, String> DECIDED = Map.of(
            "--checkpoint-every", "each round ends in a checkpoint",
            "--order", "workers read in strict order");

    private static final int SMALLEST_HEAP_MIB = 512;

    /** Of the options that {@code train} has too, hides what a round decides, and says what is otherwise. */
    static final class OfRounds implements IModelTransformer {
        @Override
        public CommandSpec transform(CommandSpec command) {
            for (String decided : DECIDED.keySet()) {
                OptionSpec option = command.findOption(decided);
                command.remove(option)
                        .addOption(OptionSpec.builder(option).hidden(true).build());
            }
            OptionSpec threads = command.findOption("--threads");
            return command.remove(threads)
                    .addOption(OptionSpec.builder(threads)
                            .defaultValue("1")
                            .description("Cores that the steps of a worker take (default: ${DEFAULT-VALUE}).")
                            .build());
        }
    }

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--master",
            required = true,
            paramLabel = "URL",
            description =
                    "Where executors come from: spark://HOST:PORT, local-cluster[N,CORES,MB] for N processes on this machine,"
                            + " or local[N] for N threads of this one.")
    String master = "";

    @Option(
            names = "--workers",
            required = true,
            paramLabel = "W",
            description =
                    "Logical workers, each with partitions of the topic of its own; there may be fewer executors, or more.")
    int workers;

    @Option(
            names = "--local-steps",
            paramLabel = "H",
            defaultValue = "64",
            description = "Steps that each worker makes between two averages, 16 to 256 (default: ${DEFAULT-VALUE}).")
    int localSteps = 64;

    @Option(
            names = "--executor-class-path",
            paramLabel = "PATH",
            description = "Ganflux's classes and jars as executors find them; otherwise as this process does.")
    @Nullable
    String executorClassPath;

    @Option(
            names = "--executor-mib",
            paramLabel = "N",
            description =
                    "Java heap of an executor; networks and images lie outside it, in up to twice as much; 1024 unless told.")
    @Nullable
    Integer executorMib;

    @Option(
            names = "--driver-host",
            paramLabel = "HOST",
            description =
                    "Name or address of this machine, where it listens and executors reach it; 127.0.0.1 unless told.")
    @Nullable
    String driverHost;

    @Option(
            names = "--spark",
            paramLabel = "FILE",
            description = "Properties file with further settings for Spark and the cluster's secret.")
    @Nullable
    Path sparkFile;

    @Mixin
    private final TrainingOptions training = new TrainingOptions();

    @Mixin
    final CommonOptions common = new CommonOptions();

    @Override
    public Integer call() throws InterruptedException {
        ClusterConfig config = config();
        config.master().requireListener();
        training.installStop();
        System.out.println(
                "cluster " + ResolvedConfiguration.line(config.trainer().configuration()));
        System.out.printf(
                Locale.ROOT,
                "a round takes up to %,d images; a producer that waits for training needs an --ahead of twice as many%n",
                config.workers() * AlternatingStep.images(config.trainer().preset(), 1, config.localSteps()));
        return training.serve((meters, progress) -> new ClusterService(config, meters, progress), System.out);
    }

    /** The options' meaning. */
    ClusterConfig config() {
        DECIDED.forEach((option, why) -> {
            if (isGiven(option)) {
                throw new UsageError(option + " does not go with 'ganflux cluster': " + why + "; leave it out");
            }
        });
        RunOptions run = training.run;
        run.order = Order.STRICT;
        run.checkpointEvery = 1;
        run.threads = run.threads == 0 ? 1 : run.threads; // a number that depends on the machine would change the bits
        return new ClusterConfig(
                training.config(ResolvedConfiguration.of(spec)), new MasterUrl(master), workers, localSteps, spark());
    }

    /** On the command line, in the environment or in the file of {@code --config}. */
    private boolean isGiven(String option) {
        CommandLine line = spec.commandLine();
        if (line.getParseResult().hasMatchedOption(option)) {
            return true;
        }
        IDefaultValueProvider outside = line.getDefaultValueProvider();
        try {
            return outside != null && outside.defaultValue(spec.findOption(option)) != null;
        } catch (Exception e) { // declared by picocli; what is wrong with the file was said when it was read
            throw new IllegalStateException(e);
        }
    }

    /** The file's properties, and over them what options say. */
    private Map<String, String> spark() {
        Map<String, String> settings = SparkFile.read(sparkFile);
        if (executorClassPath != null) {
            settings.put("spark.executor.extraClassPath", executorClassPath);
        }
        if (executorMib != null) {
            if (executorMib < SMALLEST_HEAP_MIB) {
                throw new UsageError("--executor-mib must be at least " + SMALLEST_HEAP_MIB + " but is " + executorMib
                        + ", which is less than Spark starts with");
            }
            settings.put("spark.executor.memory", executorMib + "m");
        }
        if (driverHost != null) {
            settings.put("spark.driver.host", driverHost);
            settings.put("spark.driver.bindAddress", driverHost);
        }
        String host = settings.getOrDefault("spark.driver.host", "127.0.0.1");
        String listening = settings.computeIfAbsent("spark.driver.bindAddress", name -> host);
        SparkFile.requireSecret("--driver-host", host, settings);
        SparkFile.requireSecret("spark.driver.bindAddress", listening, settings);
        if (new MasterUrl(master).startsProcesses()) {
            SparkFile.requireSecret(System.getenv(), settings);
        }
        return settings;
    }
}
