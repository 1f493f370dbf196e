package ganflux.cluster;

import ganflux.stream.command.CommonOptions;
import ganflux.stream.command.Ports;
import ganflux.stream.command.StopOptions;
import ganflux.stream.command.UsageError;
import ganflux.stream.command.UserError;
import ganflux.stream.service.StopSignal;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.rpc.RpcEnv;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of Spark's own processes, a standalone master and its workers, and how one runs; a picocli mixin. */
final class NodeOptions {

    @Option(
            names = "--host",
            paramLabel = "HOST",
            defaultValue = "127.0.0.1",
            description =
                    "Name or address of this machine, where it listens and others reach it; auto for the name that it has"
                            + " for itself (default: ${DEFAULT-VALUE}).")
    private String host = "127.0.0.1";

    @Option(
            names = "--ui-port",
            paramLabel = "PORT",
            defaultValue = "0",
            description =
                    "Port of Spark's page, at the address in the environment's SPARK_LOCAL_IP, which is 127.0.0.1 unless set;"
                            + " 0 takes a free one (default: ${DEFAULT-VALUE}).")
    int uiPort;

    @Option(
            names = "--spark",
            paramLabel = "FILE",
            description = "Properties file with further settings for Spark and the cluster's secret.")
    @Nullable
    Path spark;

    @Mixin
    private final StopOptions stop = new StopOptions();

    @Mixin
    final CommonOptions common = new CommonOptions();

    /** Where it listens. */
    String host() {
        try {
            return host.equals("auto") ? InetAddress.getLocalHost().getHostName() : host;
        } catch (UnknownHostException e) {
            throw new UserError("--host auto needs a machine that knows its name (" + e.getMessage() + "); give it", e);
        }
    }

    /** How a process of Spark's is started. */
    interface Start {
        /** Starts it as {@code conf} says; nothing where a signal has asked for the end before. */
        Optional<RpcEnv> with(SparkConf conf) throws InterruptedException;
    }

    /**
     * Runs a process of Spark's until a signal asks for the end.
     *
     * @param defaults Spark's properties where the file says nothing else
     * @param start starts it
     * @return the exit code 0
     */
    int serve(Map<String, String> defaults, Start start) throws InterruptedException {
        requirePort("--ui-port", uiPort, SparkFile.address(System.getenv()));
        Map<String, String> settings = SparkFile.read(spark);
        SparkFile.requireSecret("--host", host(), settings);
        SparkConf conf = new SparkConf(false);
        defaults.forEach(conf::set);
        settings.forEach(conf::set);
        StopSignal.install(stop.checked());
        Optional<RpcEnv> running;
        try {
            running = start.with(conf);
        } catch (UserError | InterruptedException e) {
            throw e;
        } catch (Exception e) { // Scala's too, which Java does not see declared
            Throwable why = e instanceof BindException || e.getCause() == null ? e : e.getCause();
            throw new UserError("Spark does not start on --host " + host() + ": " + why.getMessage(), e);
        }
        if (running.isPresent()) {
            StopSignal.await();
            running.get().shutdown();
            running.get().awaitTermination();
        }
        return 0;
    }

    /**
     * Checks that a port can be had: Spark would take the next one, where nobody looks for it, or end with a stack trace.
     *
     * @param option which named it
     * @param port 0 for any that is free
     * @param at a name or an address of this machine
     */
    static void requirePort(String option, int port, String at) {
        if (port < 0 || port > Ports.HIGHEST) {
            throw new UsageError(option + " must be 0 to " + Ports.HIGHEST + " but is " + port);
        }
        try (ServerSocket taken = new ServerSocket()) {
            taken.setReuseAddress(true);
            taken.bind(new InetSocketAddress(at, port));
        } catch (IOException e) {
            throw new UserError(
                    option + " " + port + " cannot be had on " + at + " (" + e.getMessage() + "); name another, or end"
                            + " who has it",
                    e);
        }
    }

    /** Checks that a directory can be written to, and makes it where it is absent. */
    static void requireDirectory(String option, Path directory) {
        try {
            Files.createDirectories(directory);
            Files.delete(Files.createTempFile(directory, "probe", ".tmp"));
        } catch (IOException e) {
            throw new UserError(
                    option + " " + directory + " cannot be written to (" + e + "); name a directory of yours", e);
        }
    }
}
