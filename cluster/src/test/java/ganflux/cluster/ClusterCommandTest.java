package ganflux.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import ganflux.broker.testing.Printed;
import ganflux.stream.command.CommandRunner;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** One line for each mistake. */
class ClusterCommandTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--local-steps 15 | --local-steps must be 16 to 256 but is 15; fewer cost more time between rounds than they train, more let the workers drift apart",
                "--local-steps 257 | --local-steps must be 16 to 256 but is 257; fewer cost more time between rounds than they train, more let the workers drift apart",
                "--executor-mib 100 | --executor-mib must be at least 512 but is 100, which is less than Spark starts with",
                "--workers 0 | --workers must be 1 to 1024 but is 0",
                "--master yarn | --master must be spark://HOST:PORT, local-cluster[N,CORES,MB] or local[N] but is 'yarn'; correct it",
                "--master local[1] --threads 2 | --threads is 2 but --master local[1] has 1 core for a worker; give it as many, or fewer threads",
                "--keep-best scores | --keep-best scores needs every step's weights, but workers make --local-steps 64 between two averages; give none, coverage or frechet",
                "--checkpoint-every 5 | --checkpoint-every does not go with 'ganflux cluster': each round ends in a checkpoint; leave it out",
                "--order arrival | --order does not go with 'ganflux cluster': workers read in strict order; leave it out",
                "--threads -3 | --threads must be at least 0, for one on each processor, but is -3",
                "--spark /no/such/file | --spark /no/such/file cannot be read (java.nio.file.NoSuchFileException: /no/such/file); give a Java properties file",
            })
    void aMistakeIsAnsweredInOneLine(String options, String answer) {
        assertThat(answerTo(options)).isEqualTo("2 ganflux: " + answer);
    }

    /** A setting that does nothing would be taken for one that does. */
    @Test
    void whatARoundDecidesIsRefusedInTheEnvironmentToo() {
        String[] args = ("--bootstrap 127.0.0.1:1 --master local[2] --workers 2 --dir " + directory).split(" ");

        Printed said =
                Printed.by(() -> CommandRunner.run(new ClusterCommand(), Map.of("GANFLUX_ORDER", "arrival"), args));

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err())
                .isEqualTo("ganflux: --order does not go with 'ganflux cluster': workers read in strict order;"
                        + " leave it out\n");
    }

    @Test
    void aPropertyThatIsNotSparksIsRefused() throws IOException {
        Path file = Files.writeString(directory.resolve("spark.properties"), "authenticate=true");

        assertThat(answerTo("--spark " + file))
                .isEqualTo("2 ganflux: --spark " + file
                        + " has 'authenticate', but Spark's properties begin with spark.; correct it");
    }

    /** Executors, and everybody else, would reach the driver there. */
    @Test
    void anAddressThatOthersReachNeedsASecretWhereverItIsGiven() throws IOException {
        Path file = Files.writeString(directory.resolve("spark.properties"), "spark.driver.bindAddress=0.0.0.0");

        assertThat(answerTo("--spark " + file))
                .startsWith(
                        "2 ganflux: spark.driver.bindAddress 0.0.0.0 is reached from elsewhere, and Spark lets whoever")
                .endsWith("or spark.authenticate=false in it where everyone there is trusted");
    }

    @Test
    void aStateThatCannotBeAveragedIsRefused() throws IOException {
        Path file = Files.writeString(
                directory.resolve("sn.yaml"),
                ClusterRig.PRESET.replace("discriminator:\n", "discriminator:\n  spectral-norm: true\n"));

        assertThat(answerTo("--preset " + file))
                .isEqualTo(
                        "2 ganflux: --preset sn has spectral normalisation, whose state cannot be averaged over workers;"
                                + " take a preset without, or './ganflux train'");
    }

    @Test
    void aMasterThatCannotBeReachedIsNamed() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }

        assertThat(answerTo("--master spark://127.0.0.1:" + port))
                .isEqualTo("1 ganflux: no Spark master at --master spark://127.0.0.1:" + port
                        + " (Connection refused); start one there or correct the address");
    }

    @Test
    void whatComputesOtherBitsIsRefused() {
        Fitness driver = new Fitness("aaa", 17, "isa 0x7f");

        assertThat(driver.refusal(driver, "host")).isEmpty();
        assertThat(Fitness.parse(driver.text())).isEqualTo(driver);
        assertThat(driver.refusal(new Fitness("bbb", 17, "isa 0x7f"), "host"))
                .hasValue("the executor on host has another build of Ganflux (bbb) than the driver (aaa); install"
                        + " the same one there, or name it by --executor-class-path");
        assertThat(driver.refusal(new Fitness("aaa", 21, "isa 0x7f"), "host"))
                .hasValue(
                        "the executor on host runs on Java 21 but the driver on Java 17, which may round otherwise; let"
                                + " JAVA_HOME name the same release everywhere");
        assertThat(driver.refusal(new Fitness("aaa", 17, "isa 0xf"), "host"))
                .hasValue("the executor on host computes with isa 0xf but the driver with isa 0x7f, which gives"
                        + " other bits; set the environment's ONEDNN_MAX_CPU_ISA to the lesser of them everywhere");
        assertThat(driver.refusal(new Fitness("aaa", 17, "none"), "host"))
                .hasValue(
                        "oneDNN loads on only one of the executor on host and the driver, and without it other bits come"
                                + " out; see that both are Linux on the same architecture with a C++ runtime");
        assertThat(Fitness.here()).isEqualTo(Fitness.here());
    }

    /** Exit code and message; the master is asked before any broker is. */
    private String answerTo(String options) {
        List<String> args = new ArrayList<>(
                List.of("--bootstrap", "127.0.0.1:1", "--dir", directory.toString(), "--http-port", "0"));
        args.addAll(List.of(options.split(" ", -1)));
        if (!args.contains("--master")) {
            args.addAll(List.of("--master", "local[2]"));
        }
        if (!args.contains("--workers")) {
            args.addAll(List.of("--workers", "2"));
        }
        CommandLine line = CommandRunner.commandLine(new ClusterCommand());
        StringWriter err = new StringWriter();
        line.setErr(new PrintWriter(err));
        int code = line.execute(args.toArray(String[]::new));
        return code + " " + err.toString().strip();
    }
}
