package ganflux.stream.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

class CommandRunnerTest {
    @TempDir
    Path directory;

    private final Sample command = new Sample();

    @Command(name = "sample")
    static final class Sample implements Callable<Integer> {
        @Mixin
        CommonOptions common = new CommonOptions();

        @Mixin
        HttpOptions http = new HttpOptions();

        @Option(names = "--steps", defaultValue = "3000")
        int steps;

        @Option(names = "--dir")
        @Nullable
        Path directory;

        @Option(names = "--loop")
        boolean loop;

        @Option(names = "--run")
        @Nullable
        String run;

        @Spec
        @Nullable
        CommandSpec spec;

        @Nullable
        RuntimeException failure;

        String resolved = "";

        @Override
        public Integer call() {
            if (spec != null) {
                resolved = ResolvedConfiguration.line(ResolvedConfiguration.of(spec));
            }
            if (failure != null) {
                throw failure;
            }
            return 0;
        }
    }

    /** Runs the command and returns what it answered on standard error, its exit code in front. */
    private String answer(Map<String, String> environment, String... args) {
        StringWriter said = new StringWriter();
        int exit = CommandRunner.execute(
                CommandRunner.commandLine(command).setErr(new PrintWriter(said)), environment, args);
        return exit + " " + said.toString().strip();
    }

    /** Left to itself picocli makes a flag that is given the opposite of what a file says. */
    @Test
    void aFlagOnTheLineIsSetWhateverElseSetsIt() throws Exception {
        String file = Files.writeString(directory.resolve("c.properties"), "loop=true\n")
                .toString();
        assertThat(loops(Map.of("GANFLUX_LOOP", "true"), "--loop")).isTrue();
        assertThat(loops(Map.of("GANFLUX_LOOP", "false"), "--loop")).isTrue();
        assertThat(loops(Map.of(), "--config", file, "--loop")).isTrue();
        assertThat(loops(Map.of(), "--config", file)).isTrue();
        assertThat(loops(Map.of("GANFLUX_LOOP", "false"), "--config", file)).isFalse();
    }

    private static boolean loops(Map<String, String> environment, String... args) {
        Sample fresh = new Sample();
        assertThat(CommandRunner.run(fresh, environment, args)).isZero();
        return fresh.loop;
    }

    /** As of a variable of a script that is not set. */
    @Test
    void anEmptyPathIsAMistake() {
        assertThat(answer(Map.of(), "--dir", ""))
                .startsWith("2 ganflux: ")
                .contains("'--dir'", "a path is needed but is empty");
    }

    @Test
    void valuesComeFromLineThenEnvironmentThenFileThenDefault() throws Exception {
        Path file = Files.writeString(directory.resolve("c.properties"), "steps=1\nhttp-port=2\nrun=file\n");
        Map<String, String> environment = Map.of("GANFLUX_STEPS", "10", "GANFLUX_HTTP_PORT", "20");
        assertThat(answer(environment, "--config", file.toString(), "--steps", "100"))
                .isEqualTo("0 ");
        assertThat(command.steps).isEqualTo(100);
        assertThat(command.http.port).isEqualTo(20);
        assertThat(command.run).isEqualTo("file");
        assertThat(command.http.host).isEqualTo("127.0.0.1");
        assertThat(command.resolved)
                .isEqualTo("config=" + file + " http-host=127.0.0.1 http-port=20 loop=false run=file steps=100");
    }

    @Test
    void theEnvironmentMayNameTheFile() throws Exception {
        Path file = Files.writeString(directory.resolve("c.properties"), "steps=5\n");
        assertThat(answer(Map.of("GANFLUX_CONFIG", file.toString()))).isEqualTo("0 ");
        assertThat(command.steps).isEqualTo(5);
    }

    @Test
    void anEmptyVariableIsNone() throws Exception {
        Path file = Files.writeString(directory.resolve("c.properties"), "steps=5\n");
        assertThat(answer(Map.of("GANFLUX_STEPS", "", "GANFLUX_CONFIG", ""), "--config", file.toString()))
                .isEqualTo("0 ");
        assertThat(command.steps).isEqualTo(5);
        assertThat(answer(Map.of("GANFLUX_STEPS", "", "GANFLUX_CONFIG", ""))).isEqualTo("0 ");
        assertThat(command.steps).isEqualTo(3000);
    }

    @Test
    void anUnknownOptionIsAnsweredWithTheNearest() {
        assertThat(answer(Map.of(), "--stpes", "5"))
                .isEqualTo("2 ganflux: unknown option '--stpes'; did you mean '--steps'? (see 'sample --help')");
    }

    @Test
    void anUnknownKeyInTheFileIsAnsweredWithTheNearest() throws Exception {
        Path file = Files.writeString(directory.resolve("c.properties"), "step=5\n");
        assertThat(answer(Map.of(), "--config=" + file))
                .startsWith("2 ganflux: unknown key 'step' in " + file + "; did you mean 'steps'?")
                .doesNotContain("\n");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        Path absent = directory.resolve("absent");
        assertThat(answer(Map.of(), "--config", absent.toString()))
                .startsWith("1 ganflux: --config " + absent + " cannot be read");
    }

    @Test
    void aValueOfTheWrongKindIsNamed() {
        assertThat(answer(Map.of("GANFLUX_STEPS", "many")))
                .startsWith("2 ganflux: ")
                .contains("'--steps'", "'many'");
        assertThat(answer(Map.of(), "surplus")).startsWith("2 ganflux: unexpected argument 'surplus'");
    }

    @Test
    void failuresAreOneLineWithTheirExitCode() {
        command.failure = new CompletionException(new UserError("the topic has a gap; start anew"));
        assertThat(answer(Map.of())).isEqualTo("1 ganflux: the topic has a gap; start anew");

        command.failure = new UserError("--dir x cannot be written; choose another");
        assertThat(answer(Map.of())).isEqualTo("1 ganflux: --dir x cannot be written; choose another");
        command.failure = new CompletionException(command.failure); // of a service whose end was joined
        assertThat(answer(Map.of())).isEqualTo("1 ganflux: --dir x cannot be written; choose another");
        command.failure = new UsageError("--steps must be positive");
        assertThat(answer(Map.of())).isEqualTo("2 ganflux: --steps must be positive");
        command.failure = new IllegalStateException();
        assertThat(answer(Map.of())).startsWith("1 ganflux: unexpected failure: java.lang.IllegalStateException");
    }
}
