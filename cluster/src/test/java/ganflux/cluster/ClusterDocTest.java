package ganflux.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import ganflux.stream.command.CommandRunner;
import ganflux.stream.command.OptionsPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** docs/CLUSTER.md names every option of its own; docs/COMMANDS.md says what the commands say. */
class ClusterDocTest {
    private static final Path COMMANDS = Path.of("..", "docs", "COMMANDS.md");
    private static final String BEGIN = "\n## ganflux cluster\n";
    private static final Path DOC = Path.of("..", "docs", "CLUSTER.md");

    @Test
    void everyOptionOfItsOwnIsListed() throws IOException {
        String doc = Files.readString(DOC);
        for (String option : List.of(
                "--master",
                "--workers",
                "--local-steps",
                "--executor-class-path",
                "--executor-mib",
                "--driver-host",
                "--spark")) {
            assertThat(doc).contains("`" + option + " ");
        }
    }

    @Test
    void theCommandsPageEndsWithWhatTheseCommandsSay() throws IOException {
        String doc = Files.readString(COMMANDS);
        assertThat(doc).contains(BEGIN);
        String rendered =
                doc.substring(0, doc.indexOf(BEGIN)) + OptionsPage.sections(CommandRunner.commandLine(new Cluster()));
        if (Boolean.getBoolean("ganflux.write-docs")) {
            Files.writeString(COMMANDS, rendered);
        }

        assertThat(COMMANDS)
                .as("run mvn test -pl cluster -am -Dtest=ClusterDocTest -Dtest.argLine=-Dganflux.write-docs=true")
                .hasContent(rendered);
    }
}
