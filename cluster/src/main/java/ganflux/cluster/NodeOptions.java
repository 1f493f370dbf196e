package ganflux.cluster;

import ganflux.stream.command.CommonOptions;
import ganflux.stream.command.StopOptions;
import ganflux.stream.command.UserError;
import ganflux.stream.service.StopSignal;
import java.net.BindException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
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

    /**
     * Runs a process of Spark's until a signal asks for the end.
     *
     * @param defaults Spark's properties where the file says nothing else
     * @param start starts it
     * @return the exit code 0
     */
    int serve(Map<String, String> defaults, Function<SparkConf, RpcEnv> start) throws InterruptedException {
        Map<String, String> settings = SparkFile.read(spark);
        SparkFile.requireSecret("--host", host(), settings);
        SparkConf conf = new SparkConf(false);
        defaults.forEach(conf::set);
        settings.forEach(conf::set);
        StopSignal.install(stop.checked());
        RpcEnv running;
        try {
            running = start.apply(conf);
        } catch (UserError e) {
            throw e;
        } catch (Exception e) { // Scala's too, which Java does not see declared
            Throwable why = e instanceof BindException || e.getCause() == null ? e : e.getCause();
            throw new UserError("Spark does not start on --host " + host() + ": " + why.getMessage(), e);
        }
        StopSignal.await();
        running.shutdown();
        running.awaitTermination();
        return 0;
    }
}
