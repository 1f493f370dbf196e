package ganflux.stream.command;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Every option of a command with the value that is in force, wherever it came from. */
public final class ResolvedConfiguration {
    private ResolvedConfiguration() {}

    /**
     * The options of a parsed command, without their dashes, sorted; options without a value are left out. Read it inside
     * the command's {@code call()}, when all values are known.
     */
    public static SortedMap<String, String> of(CommandSpec command) {
        SortedMap<String, String> values = new TreeMap<>();
        for (OptionSpec option : command.options()) {
            Object value = option.getValue();
            if (value != null && !option.usageHelp() && !option.versionHelp()) {
                values.put(OptionDefaults.key(option), value.toString());
            }
        }
        return values;
    }

    /** One line such as {@code preset=mlp-mnist seed=1 steps=3000}. */
    public static String line(Map<String, String> values) {
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(" "));
    }
}
