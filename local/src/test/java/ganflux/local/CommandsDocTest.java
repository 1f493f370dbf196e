package ganflux.local;

import static org.assertj.core.api.Assertions.assertThat;

import ganflux.stream.command.CommandRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** docs/COMMANDS.md is what the commands say of themselves; {@code -Dganflux.write-docs=true} writes it anew. */
class CommandsDocTest {
    private static final Path DOC = Path.of("..", "docs", "COMMANDS.md");

    @Test
    void theDocumentSaysWhatTheCommandsSay() throws IOException {
        String rendered = render(CommandRunner.commandLine(new Launcher()));
        if (Boolean.getBoolean("ganflux.write-docs")) {
            Files.writeString(DOC, rendered);
        }

        assertThat(DOC)
                .as("run mvn test -pl local -am -Dtest=CommandsDocTest -Dtest.argLine=-Dganflux.write-docs=true")
                .hasContent(rendered);
    }

    private static String render(CommandLine launcher) {
        StringBuilder doc = new StringBuilder("""
                # Commands and options

                Values come from the command line, then from the environment (`--http-port` is `GANFLUX_HTTP_PORT`), then from the
                properties file of `--config` (`http-port=8080`), then from the defaults. Exit codes: 0 done, 1 failure, 2 usage.
                This page is rendered from the commands themselves, and a test keeps it so.
                """);
        launcher.getSubcommands().values().forEach(command -> command(doc, command.getCommandSpec()));
        return doc.toString();
    }

    private static void command(StringBuilder doc, CommandSpec command) {
        doc.append("\n## ganflux ").append(command.name()).append("\n\n");
        doc.append(String.join(" ", command.usageMessage().description())).append("\n\n");
        doc.append("| option | default | meaning |\n|---|---|---|\n");
        command.positionalParameters()
                .forEach(parameter -> row(doc, parameter.paramLabel(), "", parameter.description()));
        for (OptionSpec option : command.options()) {
            if (!option.usageHelp()) {
                String label = option.arity().max() == 0 ? "" : " " + option.paramLabel();
                row(doc, option.longestName() + label, defaultOf(option), option.description());
            }
        }
    }

    private static String defaultOf(OptionSpec option) {
        if (option.required()) {
            return "required";
        }
        return option.defaultValue() == null ? "" : "`" + option.defaultValue() + "`";
    }

    private static void row(StringBuilder doc, String name, String value, String... description) {
        String text = String.join(" ", List.of(description))
                .replaceAll(" ?\\(default: [^;)]*\\)", "")
                .replaceAll("\\(default: [^;)]*; ", "(")
                .replace("|", "\\|");
        doc.append(String.format(Locale.ROOT, "| `%s` | %s | %s |%n", name.replace("|", "\\|"), value, text));
    }
}
