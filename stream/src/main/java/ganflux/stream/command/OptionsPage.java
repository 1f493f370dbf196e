package ganflux.stream.command;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What commands say of themselves, as Markdown: docs/COMMANDS.md is made of it, and tests of the modules with commands keep it so. */
public final class OptionsPage {
    private OptionsPage() {}

    /** A section for each subcommand of {@code launcher}, each after an empty line. */
    public static String sections(CommandLine launcher) {
        return launcher.getSubcommands().values().stream()
                .map(command -> section(command.getCommandSpec()))
                .collect(Collectors.joining());
    }

    private static String section(CommandSpec command) {
        StringBuilder section = new StringBuilder();
        section.append("\n## ganflux ").append(command.name()).append("\n\n");
        section.append(String.join(" ", command.usageMessage().description())).append("\n\n");
        section.append("| option | default | meaning |\n|---|---|---|\n");
        command.positionalParameters()
                .forEach(parameter -> row(section, parameter.paramLabel(), "", parameter.description()));
        for (OptionSpec option : command.options()) {
            if (!option.usageHelp() && !option.hidden()) {
                String label = option.arity().max() == 0 ? "" : " " + option.paramLabel();
                row(section, option.longestName() + label, defaultOf(option), option.description());
            }
        }
        return section.toString();
    }

    private static String defaultOf(OptionSpec option) {
        if (option.required()) {
            return "required";
        }
        return option.defaultValue() == null ? "" : "`" + option.defaultValue() + "`";
    }

    private static void row(StringBuilder section, String name, String value, String... description) {
        String text = String.join(" ", List.of(description))
                .replaceAll(" ?\\(default: [^;)]*\\)", "")
                .replaceAll("\\(default: [^;)]*; ", "(")
                .replace("|", "\\|");
        section.append(String.format(Locale.ROOT, "| `%s` | %s | %s |%n", name.replace("|", "\\|"), value, text));
    }
}
