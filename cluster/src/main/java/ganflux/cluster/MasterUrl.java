package ganflux.cluster;

import ganflux.stream.command.Ports;
import ganflux.stream.command.UsageError;
import ganflux.stream.command.UserError;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;

/**
 * Where Spark's executors come from: {@code local[N]} threads of this process, {@code local-cluster[N,CORES,MB]} processes on this
 * machine, or a standalone master, {@code spark://HOST:PORT}.
 *
 * @param url as the user gave it
 */
record MasterUrl(String url) {
    private static final Pattern LOCAL = Pattern.compile("local\\[([1-9]\\d{0,3})]");
    private static final Pattern PROCESSES =
            Pattern.compile("local-cluster\\[([1-9]\\d{0,2}),([1-9]\\d{0,2}),([1-9]\\d{0,5})]");
    private static final Pattern STANDALONE = Pattern.compile("spark://([^:/,]+):(\\d{1,5})");
    private static final int PATIENCE_MS = 5000;

    /** Checks the form. */
    MasterUrl {
        if (!LOCAL.matcher(url).matches()
                && !PROCESSES.matcher(url).matches()
                && !STANDALONE.matcher(url).matches()) {
            throw new UsageError("--master must be spark://HOST:PORT, local-cluster[N,CORES,MB] or local[N] but is '"
                    + url + "'; correct it");
        }
        Matcher standalone = STANDALONE.matcher(url);
        if (standalone.matches() && (port(standalone) < 1 || port(standalone) > Ports.HIGHEST)) {
            throw new UsageError("--master " + url + " has no port of 1 to " + Ports.HIGHEST + "; correct it");
        }
    }

    /** Whether executors are processes of this machine, which this process starts. */
    boolean startsProcesses() {
        return PROCESSES.matcher(url).matches();
    }

    /** Whether it is a standalone master, with workers of its own. */
    boolean isStandalone() {
        return STANDALONE.matcher(url).matches();
    }

    /**
     * Checks that a worker can have its cores, where this process makes them.
     *
     * @param threads cores that a slot takes
     */
    void requireCores(int threads) {
        Matcher local = LOCAL.matcher(url);
        Matcher processes = PROCESSES.matcher(url);
        if (local.matches()) {
            requireCores(Integer.parseInt(local.group(1)), threads);
        } else if (processes.matches()) {
            requireCores(Integer.parseInt(processes.group(2)), threads);
        }
    }

    private void requireCores(int cores, int threads) {
        if (cores < threads) {
            throw new UsageError("--threads is " + threads + " but --master " + url + " has " + cores
                    + (cores == 1 ? " core" : " cores") + " for a worker; give it as many, or fewer threads");
        }
    }

    /** Checks that something listens at a standalone master's address. */
    void requireListener() {
        Matcher standalone = STANDALONE.matcher(url);
        if (!standalone.matches()) {
            return;
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(standalone.group(1), port(standalone)), PATIENCE_MS);
        } catch (IOException | IllegalArgumentException e) {
            throw new UserError(
                    "no Spark master at --master " + url + " ("
                            + (e instanceof UnknownHostException ? "unknown host" : e.getMessage())
                            + "); start one there or correct the address",
                    e);
        }
    }

    /**
     * Checks that a standalone master is there and answers one with these settings: a driver, or a worker.
     *
     * @throws UserError where it does not; a {@link UsageError} where the settings themselves are of no use
     */
    void requireMaster(SparkConf settings) {
        requireListener();
        Matcher standalone = STANDALONE.matcher(url);
        if (!standalone.matches()) {
            return;
        }
        try {
            MasterProbe.ask(standalone.group(1), port(standalone), settings);
        } catch (IllegalArgumentException e) {
            throw new UsageError("--spark has a setting that Spark cannot use (" + why(e) + "); correct it");
        } catch (Exception e) { // Scala's too, which Java does not see declared
            throw new UserError(
                    "what listens at --master " + url + " does not answer as a Spark master (" + why(e)
                            + "); see that this is the master's own port, not its page's, and give --spark the file that the"
                            + " master has, with the same secret",
                    e);
        }
    }

    private static int port(Matcher standalone) {
        return Integer.parseInt(standalone.group(2));
    }

    /** What is at the root of a failure; Spark's outer exceptions say that something was awaited. */
    private static String why(Throwable failure) {
        Throwable root = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            root = cause;
        }
        return String.valueOf(root.getMessage()).lines().findFirst().orElse(root.toString());
    }
}
