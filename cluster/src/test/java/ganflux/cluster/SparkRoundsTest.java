package ganflux.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ganflux.stream.OnGap;
import ganflux.stream.command.CommandRunner;
import ganflux.stream.command.UserError;
import ganflux.trainer.Model;
import ganflux.trainer.ModelState;
import ganflux.trainer.checkpoint.StreamPosition;
import ganflux.trainer.engine.EngineKind;
import ganflux.trainer.engine.EngineOptions;
import ganflux.trainer.gan.NetworkState;
import ganflux.trainer.preset.Preset;
import ganflux.trainer.preset.PresetReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkRoundsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private ClusterConfig config(String... options) {
        List<String> args = new ArrayList<>(List.of("--bootstrap", "127.0.0.1:1", "--dir", directory.toString()));
        args.addAll(List.of("--workers", "2"));
        args.addAll(List.of(options));
        ClusterCommand command = new ClusterCommand();
        var unused = CommandRunner.commandLine(command).parseArgs(args.toArray(String[]::new));
        return command.config();
    }

    /** What Spark throws here is a checked exception that nothing declares. */
    @Test
    void anAddressThatIsNotThisMachinesIsAUsersMistake() throws IOException {
        Path file = Files.writeString(
                directory.resolve("spark.properties"),
                "spark.driver.bindAddress=203.0.113.1\nspark.authenticate=false\nspark.port.maxRetries=1"); // TEST-NET-3: nobody's
        ClusterConfig config = config("--master", "local[2]", "--spark", file.toString());

        assertThatThrownBy(() -> SparkRounds.start(config))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith("Spark does not start with --master local[2]: ")
                .hasMessageContaining("Cannot assign requested address")
                .hasMessageEndingWith("; correct --master, --driver-host or --spark")
                .hasMessageNotContaining("\n");
    }

    @Test
    void aHeapThatIsTooSmallForSparkIsNamedWithWhatRaisesIt() {
        SparkRounds.requireHeap(450L << 20);
        assertThatThrownBy(() -> SparkRounds.requireHeap((450L << 20) - 1))
                .isInstanceOf(UserError.class)
                .hasMessage(
                        "the driver has a Java heap of 449 MiB, and Spark needs 450; give -Xmx1g in GANFLUX_JAVA_OPTS,"
                                + " or a container 2 GB of memory (TRAINER_MEMORY of the stack)");
    }

    /** Among it is what Kafka's clients are given. */
    @Test
    void whatIsPutOnDiskIsEncryptedWhereConnectionsAre() {
        Path secret = directory.resolve("spark.properties");
        SparkFile.create(secret);

        assertThat(SparkRounds.settings(config("--master", "local[2]", "--spark", secret.toString()))
                        .get("spark.io.encryption.enabled"))
                .isEqualTo("true");
        assertThat(SparkRounds.settings(config("--master", "local[2]")).get("spark.io.encryption.enabled"))
                .as("its key would travel in the clear")
                .isEqualTo("false");
    }

    /** It would go on with threads missing. */
    @Test
    void anExecutorOutOfMemoryEnds() {
        assertThat(SparkRounds.settings(config("--master", "local[2]")).get("spark.executor.extraJavaOptions"))
                .contains("-XX:+ExitOnOutOfMemoryError");
    }

    private static final Preset PRESET = PresetReader.read("tiny", "tiny.yaml", ClusterRig.PRESET);
    private static final EngineOptions ENGINE = new EngineOptions(EngineKind.AUTO, 1);
    private static final List<SlotPlan> PLANS = List.of(
            new SlotPlan(0, new TreeSet<>(Set.of(0)), StreamPosition.START),
            new SlotPlan(1, new TreeSet<>(Set.of(1)), StreamPosition.START));

    /** What a test's readers have to say of their broker must not be heard in the next one. */
    @AfterEach
    void readersHaveLeft() {
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("kafka-source-")));
    }

    /** A round on images of a broker that nobody runs. */
    private static Round round(ModelState state) {
        return new Round(
                new Round.Task(
                        "tiny",
                        ClusterRig.PRESET,
                        1,
                        2,
                        ENGINE,
                        Map.of("bootstrap.servers", "127.0.0.1:1"),
                        "images",
                        OnGap.STOP,
                        64L << 20,
                        1,
                        1,
                        Duration.ofMillis(100)),
                1,
                16,
                state);
    }

    private static ModelState fresh() {
        try (Model model = new Model(PRESET, 1, ENGINE)) {
            return model.state();
        }
    }

    /** A broker that is away is waited for; one that an executor can never reach would be waited for in silence. */
    @Test
    void aKafkaThatExecutorsDoNotReachIsToldOfAndTriedAgain() throws Exception {
        try (SparkRounds spark = SparkRounds.start(config("--master", "local[2]"))) {
            CompletableFuture<List<SlotResult>> made =
                    CompletableFuture.supplyAsync(() -> spark.run(round(fresh()), PLANS));
            Awaitility.await()
                    .untilAsserted(() -> assertThat(spark.complaint())
                            .hasValueSatisfying(complaint -> assertThat(complaint)
                                    .matches(
                                            "the executor on \\S+ has no answer from Kafka at 127.0.0.1:1 for 0 s; what"
                                                    + " --bootstrap names, and what the brokers call themselves"
                                                    + " \\(advertised.listeners\\), must be reached from there")));
            assertThat(made).isNotDone();

            spark.cancel();

            assertThat(made)
                    .failsWithin(Duration.ofSeconds(30))
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOf(UserError.class);
            assertThat(spark.complaint()).as("of a round that is over").isEmpty();
        }
    }

    /** Here because the state is one of other networks. */
    @Test
    void aSlotThatFailsTimeAndAgainEndsTheRunAndSaysWhereAndWhy() {
        NetworkState none = new NetworkState(new float[1], new float[0], 0, List.of());
        try (SparkRounds spark = SparkRounds.start(config("--master", "local[2]"))) {
            Round round = round(new ModelState(none, none, new float[0]));

            assertThatThrownBy(() -> spark.run(round, PLANS))
                    .isInstanceOf(UserError.class)
                    .message()
                    .matches(
                            "the executor on \\S+ failed in slot [01] \\(java.lang.IllegalArgumentException: a state of 1 numbers"
                                    + " is not one of a network of \\d+\\), and so it went 4 times in this round; look into the"
                                    + " executors' logs \\(where they end for want of memory, raise --executor-mib\\), and start"
                                    + " again: the run goes on from its checkpoint");
        }
    }
}
