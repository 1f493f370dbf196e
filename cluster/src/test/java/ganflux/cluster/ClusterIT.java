package ganflux.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import ganflux.stream.DeadLetterTopic;
import ganflux.stream.command.CommandRunner;
import ganflux.stream.service.ServiceMeters;
import ganflux.trainer.ReconcileCommand;
import ganflux.trainer.TrainerConfig;
import ganflux.trainer.TrainerService;
import ganflux.v1.CheckpointManifest;
import ganflux.v1.RoundReport;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rounds of 16 steps with four workers, a partition each; three rounds train 192 images a worker. */
class ClusterIT {
    private static final int STEPS = 48;
    private static final int WORKERS = 4;
    private static final int RECORDS = 120;

    @SuppressWarnings("NullAway.Init") // before all tests
    private static ClusterRig rig;

    @SuppressWarnings("NullAway.Init") // before all tests
    private static List<String> weights;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    /** The undisturbed run, on threads of this process. */
    @BeforeAll
    static void start(@TempDir Path kafka, @TempDir Path run) throws Exception {
        rig = new ClusterRig(kafka);
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
        rig.close();
    }

    private static void requireEveryImageOnce(Path run) {
        assertThat(CommandRunner.run(new ReconcileCommand(), "--dir", run.toString(), "--bootstrap", rig.bootstrap()))
                .as("0 lost, 0 twice, and every unusable record has its dead letter")
                .isZero();
    }

    @Test
    void fourExecutorsComputeTheSameBits() throws Exception {
        ClusterRig.train(rig.config("images", directory, STEPS, "local-cluster[4,1,512]", WORKERS));

        assertThat(ClusterRig.weights(directory)).isEqualTo(weights);
        requireEveryImageOnce(directory);
    }

    @Test
    void twoExecutorsOfWhichOneIsKilledInMidRoundComputeTheSameBits() throws Exception {
        String topic = "images-in-parts";
        rig.produce(topic, 0, 48); // a round needs 32 records, and half of the second waits for more
        List<RoundReport> rounds = new CopyOnWriteArrayList<>();
        try (ServiceMeters meters = new ServiceMeters();
                ClusterService service = new ClusterService(
                        rig.config(topic, directory, STEPS, "local-cluster[2,1,512]", WORKERS),
                        meters,
                        report -> rounds.add(report.getRound()))) {
            service.start();
            Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> !rounds.isEmpty());
            Awaitility.await().until(() -> service.running() == 2);
            assertThat(executors().findFirst().orElseThrow().destroyForcibly()).isTrue();
            rig.produce(topic, 48, RECORDS);
            ClusterRig.await(service);
        }

        assertThat(rounds).extracting(RoundReport::getNumber).containsExactly(1L, 2L, 3L);
        assertThat(rounds).allSatisfy(round -> {
            assertThat(round.getSlots()).isEqualTo(WORKERS);
            assertThat(round.getExecutors()).isBetween(1, 2);
            assertThat(round.getSpreadRatio()).isPositive();
            assertThat(round.getFastestSlotSeconds()).isPositive().isLessThanOrEqualTo(round.getSlowestSlotSeconds());
            assertThat(round.getOverheadRatio()).isBetween(0.0, 1.0);
        });
        assertThat(ClusterRig.weights(directory)).isEqualTo(weights);
        requireEveryImageOnce(directory);
    }

    /** The only processes of Java that this one has started then; the command line is too long for the system to tell. */
    private static Stream<ProcessHandle> executors() {
        return ProcessHandle.current()
                .descendants()
                .filter(each -> each.info().command().orElse("").endsWith("java"));
    }

    /** Killed first as soon as a checkpoint is begun, mostly before it has its name, then as soon as one has its name. */
    @Test
    void aDriverThatIsKilledAroundTheRenameLosesNothing() throws Exception {
        killWhenThereIs("tmp-step-0000000016", "step-0000000016");
        killWhenThereIs("step-0000000032");
        Process last = driver();
        assertThat(last.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(last.exitValue()).isZero();

        assertThat(ClusterRig.weights(directory)).isEqualTo(weights);
        requireEveryImageOnce(directory);
    }

    private void killWhenThereIs(String... names) throws Exception {
        Path checkpoints = directory.resolve("checkpoints");
        Process driver = driver();
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> !driver.isAlive()
                        || Stream.of(names).anyMatch(name -> Files.exists(checkpoints.resolve(name))));
        driver.destroyForcibly();
        assertThat(driver.waitFor()).as("killed").isEqualTo(128 + 9);
    }

    private Process driver() throws Exception {
        Path preset = Files.writeString(directory.resolve("tiny.yaml"), ClusterRig.PRESET);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + Path.of("src", "main", "lib", "jvm.options").toAbsolutePath(),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Cluster.class.getName()));
        command.addAll(List.of("--master", "local[2]", "--workers", String.valueOf(WORKERS), "--local-steps", "16"));
        command.addAll(List.of("--bootstrap", rig.bootstrap(), "--topic", "images", "--dir", directory.toString()));
        command.addAll(List.of("--preset", preset.toString(), "--run", "run", "--seed", "5"));
        command.addAll(List.of("--steps", String.valueOf(STEPS), "--http-port", "0"));
        File log = directory.resolve("driver.log").toFile();
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .start();
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
