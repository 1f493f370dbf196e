package ganflux.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ganflux.broker.testing.ListeningSockets;
import ganflux.stream.DeadLetterTopic;
import ganflux.stream.command.CommandRunner;
import ganflux.stream.command.UserError;
import ganflux.stream.service.ServiceMeters;
import ganflux.trainer.ReconcileCommand;
import ganflux.trainer.TrainerConfig;
import ganflux.trainer.TrainerService;
import ganflux.v1.CheckpointManifest;
import ganflux.v1.RoundReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rounds of 16 steps with four workers, a partition each; three rounds train 192 images a worker. Executors are those of a standalone
 * cluster of processes with a secret.
 */
class ClusterIT {
    private static final int STEPS = 48;
    private static final int WORKERS = 4;
    private static final int RECORDS = 120;

    @SuppressWarnings("NullAway.Init") // before all tests
    private static ClusterRig rig;

    @SuppressWarnings("NullAway.Init") // before all tests
    private static List<String> weights;

    @SuppressWarnings("NullAway.Init") // before all tests
    private static StandaloneCluster cluster;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    /** The undisturbed run, on threads of this process. */
    @BeforeAll
    static void start(@TempDir Path kafka, @TempDir Path run, @TempDir Path spark) throws Exception {
        rig = new ClusterRig(kafka);
        cluster = new StandaloneCluster(spark);
        rig.produce("images", 0, RECORDS);
        ClusterRig.train(rig.config("images", run, STEPS, "local[2]", WORKERS));
        weights = ClusterRig.weights(run);
        CheckpointManifest manifest = ClusterRig.manifest(run);
        assertThat(manifest.getStep()).isEqualTo(STEPS);
        assertThat(manifest.getImagesSeen()).isEqualTo(STEPS * WORKERS * 4L);
        requireEveryImageOnce(run);
    }

    @AfterAll
    static void stop() {
        cluster.close();
        rig.close();
    }

    private static void requireEveryImageOnce(Path run) {
        assertThat(CommandRunner.run(new ReconcileCommand(), "--dir", run.toString(), "--bootstrap", rig.bootstrap()))
                .as("0 lost, 0 twice, and every unusable record has its dead letter")
                .isZero();
    }

    /** Whichever of the two a machine starts first. */
    @Test
    void aWorkerWaitsForItsMaster() throws Exception {
        Path secret = directory.resolve("spark.properties");
        SparkFile.create(secret);
        String url = "spark://127.0.0.1:" + StandaloneCluster.freePort();
        try (ClusterProcess worker = ClusterProcess.start(
                directory.resolve("worker.log"),
                ("cluster-worker --memory-mib 512 --spark " + secret + " --master " + url + " --work "
                                + directory.resolve("work"))
                        .split(" "))) {
            worker.awaitSaid("waits for its master: no Spark master at --master " + url + " (Connection refused)");
            assertThat(worker.said()).doesNotContain("worker on");
            try (ClusterProcess master = ClusterProcess.start(
                    directory.resolve("master.log"),
                    ("cluster-master --spark " + secret + " --port " + url.replaceFirst(".*:", "")).split(" "))) {
                worker.awaitSaid("worker on 127.0.0.1 offers");
                assertThat(master.isAlive()).isTrue();
            }
        }
    }

    /** The others have no images, and would wait for some. */
    @Test
    void aWorkersRefusalEndsARoundInWhichOthersWait() {
        rig.produceNonsense("nonsense");
        TrainerConfig none = rig.trainer("nonsense", directory, STEPS, 0);
        ClusterConfig config = new ClusterConfig(none, new MasterUrl("local[4]"), WORKERS, 16, Map.of());

        UserError refusal = catchThrowableOfType(UserError.class, () -> ClusterRig.train(config));

        assertThat(refusal)
                .hasMessageStartingWith(
                        "more than 0 records of one round cannot be used, the last one nonsense-0 offset 0: ")
                .hasMessageEndingWith("; find who sends them, or raise --max-dead-per-minute");
    }

    @Test
    void fourExecutorsOfWhichTwoAreKilledInMidRoundComputeTheSameBits() throws Exception {
        ListeningSockets.orSkip();
        String topic = "images-in-parts";
        rig.produce(topic, 0, 48); // a round needs 37 records, and most of the second waits for more
        List<RoundReport> rounds = new CopyOnWriteArrayList<>();
        try (ClusterProcess goes = cluster.worker("goes");
                ServiceMeters meters = new ServiceMeters();
                ClusterService service = new ClusterService(
                        rig.config(topic, directory, STEPS, cluster.url(), WORKERS, cluster.settings()),
                        meters,
                        report -> rounds.add(report.getRound()))) {
            service.start();
            Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> !rounds.isEmpty());
            Awaitility.await().until(() -> service.running() == WORKERS); // at once: each has an executor
            assertThat(ListeningSockets.of(ProcessHandle.current()))
                    .as("driver, broker, master, workers and executors")
                    .hasSizeGreaterThan(10)
                    .allMatch(socket -> socket.getAddress().isLoopbackAddress());
            assertThat(goes.kill()).as("killed").isEqualTo(128 + 9);
            rig.produce(topic, 48, RECORDS);
            ClusterRig.await(service);
        }

        assertThat(rounds).extracting(RoundReport::getNumber).containsExactly(1L, 2L, 3L);
        assertThat(rounds.get(2).getExecutors()).isEqualTo(2);
        assertThat(rounds).allSatisfy(round -> {
            assertThat(round.getSlots()).isEqualTo(WORKERS);
            assertThat(round.getExecutors()).isBetween(2, 4);
            assertThat(round.getSpreadRatio()).isPositive();
            assertThat(round.getFastestSlotSeconds()).isPositive().isLessThanOrEqualTo(round.getSlowestSlotSeconds());
            assertThat(round.getOverheadRatio()).isBetween(0.0, 1.0);
        });
        assertThat(ClusterRig.weights(directory)).isEqualTo(weights);
        requireEveryImageOnce(directory);
    }

    /** Oftener than Spark lets a task fail: executors may end again and again in a round that waits for images. */
    @Test
    void executorsThatAreKilledAgainAndAgainUnderTheirWorkerAreReplaced() throws Exception {
        String topic = "images-late";
        rig.produce(topic, 0, 48);
        List<RoundReport> rounds = new CopyOnWriteArrayList<>();
        try (ServiceMeters meters = new ServiceMeters();
                ClusterService service = new ClusterService(
                        rig.config(topic, directory, STEPS, cluster.url(), WORKERS, cluster.settings()),
                        meters,
                        report -> rounds.add(report.getRound()))) {
            service.start();
            Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> !rounds.isEmpty());
            for (int kill = 0; kill < 5; kill++) {
                Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> service.running() == 2); // at once
                cluster.worker().killStarted();
                Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> service.running() < 2);
            }
            rig.produce(topic, 48, RECORDS);
            ClusterRig.await(service);
        }

        assertThat(ClusterRig.weights(directory)).isEqualTo(weights);
        requireEveryImageOnce(directory);
    }

    @Test
    void anExecutorOfAnotherBuildIsRefused() throws Exception {
        Path other = directory.resolve("classes");
        Path classes = Path.of("target", "classes");
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path each : files.toList()) {
                Files.copy(each, other.resolve(classes.relativize(each)));
            }
        }
        Files.delete(other.resolve("ganflux/cluster/SlotPlan.class")); // it cannot even open what it is sent

        assertThat(refusal("spark.executor.extraClassPath", other + ":" + System.getProperty("java.class.path")))
                .matches(
                        "the executor on 127.0.0.1 has another build of Ganflux \\(\\w{12}\\) than the driver \\(\\w{12}\\);"
                                + " install the same one there, or name it by --executor-class-path");
    }

    @Test
    void anExecutorWithOtherInstructionsIsRefused() throws Exception {
        assertThat(refusal("spark.executorEnv.ONEDNN_MAX_CPU_ISA", "SSE41"))
                .matches(
                        "the executor on 127.0.0.1 computes with isa 0x1 but the driver with isa 0x\\w+, which gives other bits;"
                                + " set the environment's ONEDNN_MAX_CPU_ISA to the lesser of them everywhere");
    }

    private String refusal(String property, String value) throws IOException {
        Map<String, String> settings = new HashMap<>(cluster.settings());
        settings.put(property, value);
        ClusterConfig config = rig.config("images", directory.resolve("run"), STEPS, cluster.url(), WORKERS, settings);
        return String.valueOf(catchThrowableOfType(UserError.class, () -> ClusterRig.train(config))
                .getMessage());
    }

    /** Killed first as soon as a checkpoint is begun, mostly before it has its name, then as soon as one has its name. */
    @Test
    void aDriverThatIsKilledAroundTheRenameLosesNothing() throws Exception {
        killWhenThereIs("tmp-step-0000000016", "step-0000000016");
        killWhenThereIs("step-0000000032");
        try (ClusterProcess last = driver()) {
            assertThat(last.await()).isZero();
        }

        assertThat(ClusterRig.weights(directory)).isEqualTo(weights);
        requireEveryImageOnce(directory);
    }

    private void killWhenThereIs(String... names) throws Exception {
        Path checkpoints = directory.resolve("checkpoints");
        try (ClusterProcess driver = driver()) {
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> !driver.isAlive()
                            || Stream.of(names).anyMatch(name -> Files.exists(checkpoints.resolve(name))));
            assertThat(driver.kill()).as("killed").isEqualTo(128 + 9);
        }
    }

    private ClusterProcess driver() throws Exception {
        Path preset = Files.writeString(directory.resolve("tiny.yaml"), ClusterRig.PRESET);
        return ClusterProcess.start(
                directory.resolve("driver.log"),
                ("cluster --master local[2] --workers " + WORKERS + " --local-steps 16 --bootstrap " + rig.bootstrap()
                                + " --topic images --dir " + directory + " --preset " + preset
                                + " --run run --seed 5 --steps " + STEPS + " --http-port 0")
                        .split(" "));
    }

    /** With one worker a round is what {@code train} does: a run that moves there and back has the weights of one that stayed. */
    @Test
    void aRunMovesFromOneMachineToTheClusterAndBack() throws Exception {
        Path stayed = directory.resolve("stayed");
        Path moved = directory.resolve("moved");
        train(rig.trainer("images", stayed, STEPS));

        train(rig.trainer("images", moved, 10));
        ClusterRig.train(rig.config("images", moved, 36, "local[1]", 1));
        train(rig.trainer("images", moved, STEPS));

        assertThat(ClusterRig.weights(moved)).isEqualTo(ClusterRig.weights(stayed));
        assertThat(ClusterRig.manifest(moved).getPositionsList())
                .isEqualTo(ClusterRig.manifest(stayed).getPositionsList());
    }

    /** Rounds, steps and records end at different images, so that each change meets parts of records. */
    @Test
    void aRunMovesBetweenWorkersAndOneMachineAndLosesNothing() throws Exception {
        ClusterRig.train(rig.config("images", directory, 16, "local[2]", WORKERS));
        train(rig.trainer("images", directory, 21));
        ClusterRig.train(rig.config("images", directory, 32, "local[2]", 2));
        train(rig.trainer("images", directory, 37));
        ClusterRig.train(rig.config("images", directory, 48, "local[2]", WORKERS));

        assertThat(ClusterRig.manifest(directory).getImagesSeen())
                .isEqualTo(4L * (16 * WORKERS + 5 + 11 * 2 + 5 + 11 * WORKERS));
        requireEveryImageOnce(directory);
    }

    private static void train(TrainerConfig config) throws Exception {
        try (ServiceMeters meters = new ServiceMeters();
                TrainerService trainer = new TrainerService(config, meters, report -> {})) {
            trainer.start();
            trainer.done().get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void theRecordWithoutSenseIsPutAsideOnceByEachRun() {
        List<Long> offsets = new ArrayList<>();
        try (DeadLetterTopic letters = new DeadLetterTopic(rig.client(), "images")) {
            letters.read(0, letter -> {
                assertThat(letter.sourcePartition()).isEqualTo(2);
                offsets.add(letter.sourceOffset());
                return true;
            });
        }
        assertThat(offsets).isNotEmpty().containsOnly(2L); // behind batches 2 and 6
    }
}
