package ganflux.local;

import static org.assertj.core.api.Assertions.assertThat;

import ganflux.stream.command.CommandRunner;
import ganflux.stream.command.OptionsPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** docs/COMMANDS.md is what the commands say of themselves; {@code -Dganflux.write-docs=true} writes it anew. */
class CommandsDocTest {
    private static final Path DOC = Path.of("..", "docs", "COMMANDS.md");

    /** The commands of the module cluster come last, and its ClusterDocTest looks after them. */
    private static final String OTHERS = "\n## ganflux cluster\n";

    private static final String BEGIN = """
            # Commands and options

            Values come from the command line, then from the environment (`--http-port` is `GANFLUX_HTTP_PORT`; an empty
            variable is none), then from the properties file of `--config` (`http-port=8080`), then from the defaults. Exit codes: 0 done, 1 failure, 2 usage.
            This page is rendered from the commands themselves, and a test keeps it so.
            """;

    @Test
    void theDocumentSaysWhatTheCommandsSay() throws IOException {
        String doc = Files.readString(DOC);
        assertThat(doc).contains(OTHERS);
        String others = doc.substring(doc.indexOf(OTHERS));
        String rendered = BEGIN + OptionsPage.sections(CommandRunner.commandLine(new Launcher())) + others;
        if (Boolean.getBoolean("ganflux.write-docs")) {
            Files.writeString(DOC, rendered);
        }

        assertThat(DOC)
                .as("run mvn test -pl local -am -Dtest=CommandsDocTest -Dtest.argLine=-Dganflux.write-docs=true")
                .hasContent(rendered);
    }
}
