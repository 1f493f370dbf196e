package ganflux.stream.command;

import ganflux.stream.TerminalText;
import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Runs a picocli command the way every Ganflux command runs: values come from the command line, then the environment,
 * then {@code --config}'s file, then the defaults; a user's mistake is answered in one line on standard error.
 *
 * <p>Exit codes: 0 done, 1 failure, 2 usage.
 */
public final class CommandRunner {
    private static final Logger log = LoggerFactory.getLogger(CommandRunner.class);

    private CommandRunner() {}

    /** Parses {@code args}, runs {@code command} and returns the exit code; never throws. */
    public static int run(Object command, String... args) {
        return run(command, System.getenv(), args);
    }

    /** As {@link #run(Object, String...)}, with {@code environment} in place of the process's own. */
    public static int run(Object command, Map<String, String> environment, String... args) {
        return execute(commandLine(command), environment, args);
    }

    static int execute(CommandLine line, Map<String, String> environment, String... args) {
        try {
            line.setDefaultValueProvider(OptionDefaults.from(args, environment));
        } catch (UserError e) {
            return complain(line.getErr(), e);
        }
        return line.execute(args);
    }

    /** The command line of {@code command} with Ganflux's way of answering mistakes, but no defaults from outside. */
    public static CommandLine commandLine(Object command) {
        CommandLine line = new CommandLine(command);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.registerConverter(Path.class, CommandRunner::path);
        line.setParameterExceptionHandler(CommandRunner::onParameterError);
        line.setExecutionExceptionHandler((e, at, parsed) -> onFailure(at.getErr(), e));
        return line;
    }

    /** An empty one, as of a variable that is not set, would be the working directory. */
    private static Path path(String text) {
        if (text.isBlank()) {
            throw new TypeConversionException("a path is needed but is empty");
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new TypeConversionException("'" + text + "' is no path (" + e.getReason() + ")");
        }
    }

    private static int onParameterError(ParameterException e, String[] args) {
        CommandLine line = e.getCommandLine();
        if (e.getCause() instanceof UserError cause) {
            return complain(line.getErr(), cause);
        }
        String message = firstLine(e.getMessage());
        if (e instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            message = describeUnmatched(line, unmatched.getUnmatched().get(0));
        }
        return complain(
                line.getErr(),
                new UsageError(message + " (see '" + line.getCommandSpec().qualifiedName() + " --help')"));
    }

    private static String describeUnmatched(CommandLine line, String argument) {
        if (argument.startsWith("-")) {
            String name = argument.contains("=") ? argument.substring(0, argument.indexOf('=')) : argument;
            return "unknown option '"
                    + name
                    + "'"
                    + Nearest.hint(name, line.getCommandSpec().optionsMap().keySet());
        }
        return (line.getSubcommands().isEmpty() ? "unexpected argument '" : "unknown command '")
                + argument
                + "'"
                + Nearest.hint(argument, line.getSubcommands().keySet());
    }

    private static int onFailure(PrintWriter err, Exception thrown) {
        Throwable failure =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (failure instanceof UserError user) {
            log.debug("Ended by a user error", user);
            return complain(err, user);
        }
        log.error("Ended by an unexpected failure", failure);
        return complain(err, new UserError("unexpected failure: " + failure));
    }

    private static int complain(PrintWriter err, UserError error) {
        err.println("ganflux: " + firstLine(error.getMessage()));
        err.flush();
        return error.exitCode();
    }

    private static String firstLine(@Nullable String message) {
        return message == null
                ? ""
                : TerminalText.clean(message.lines().findFirst().orElse(""));
    }
}
