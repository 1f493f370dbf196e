package ganflux.stream.command;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Values for options that the command line leaves out: {@code --http-port} is looked up as {@code GANFLUX_HTTP_PORT} in
 * the environment, then as {@code http-port} in the file of {@code --config} (Java properties; {@code GANFLUX_CONFIG}
 * names the file too). A variable that is set to nothing counts as one that is not set, as Compose and Kubernetes pass on what a file leaves
 * out.
 */
final class OptionDefaults implements IDefaultValueProvider {
    private static final String PREFIX = "GANFLUX_";

    private final Map<String, String> environment;
    private final Properties file;
    private final @Nullable Path path;
    private final Set<String> given;

    private OptionDefaults(String[] args, Map<String, String> environment, Properties file, @Nullable Path path) {
        given = new HashSet<>(List.of(args));
        this.environment = environment;
        this.file = file;
        this.path = path;
    }

    static OptionDefaults from(String[] args, Map<String, String> environment) {
        String name = configFile(args, environment);
        Properties file = new Properties();
        if (name == null) {
            return new OptionDefaults(args, environment, file, null);
        }
        Path path = Path.of(name);
        try (Reader reader = Files.newBufferedReader(path)) {
            file.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new UserError(
                    "--config " + name + " cannot be read: " + e.getMessage()
                            + "; give a Java properties file with lines such" + " as steps=3000",
                    e);
        }
        return new OptionDefaults(args, environment, file, path);
    }

    private static @Nullable String configFile(String[] args, Map<String, String> environment) {
        for (int i = 0; i < args.length; i++) {
            if (args[i].equals("--config") && i + 1 < args.length) {
                return args[i + 1];
            }
            if (args[i].startsWith("--config=")) {
                return args[i].substring("--config=".length());
            }
        }
        return fromEnvironment("config", environment);
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option) || isBuiltIn(option)) {
            return null;
        }
        rejectUnknownKeys(option.command());
        if (isFlag(option) && Arrays.stream(option.names()).anyMatch(given::contains)) {
            return null; // picocli takes a flag that is given for the opposite of its default
        }
        String key = key(option);
        String fromEnvironment = fromEnvironment(key, environment);
        return fromEnvironment != null ? fromEnvironment : file.getProperty(key);
    }

    private static @Nullable String fromEnvironment(String key, Map<String, String> environment) {
        String value = environment.get(environmentName(key));
        return value == null || value.isEmpty() ? null : value;
    }

    private static boolean isBuiltIn(OptionSpec option) {
        return option.usageHelp() || option.versionHelp();
    }

    private static boolean isFlag(OptionSpec option) {
        return option.arity().max() == 0;
    }

    /** The option's longest name without its dashes: {@code http-port}. */
    static String key(OptionSpec option) {
        return option.longestName().replaceFirst("^-+", "");
    }

    static String environmentName(String key) {
        return PREFIX + key.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    private void rejectUnknownKeys(CommandSpec command) {
        if (path == null) {
            return;
        }
        TreeSet<String> known = new TreeSet<>();
        command.options().forEach(option -> known.add(key(option)));
        for (String key : file.stringPropertyNames()) {
            if (!known.contains(key)) {
                throw new UsageError("unknown key '" + key + "' in " + path + Nearest.hint(key, known)
                        + " (keys are the options of '" + command.qualifiedName() + "' without their dashes)");
            }
        }
    }
}
