package ganflux.cluster;

import ganflux.stream.command.UsageError;
import ganflux.stream.command.UserError;
import ganflux.stream.service.StopSignal;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.worker.Worker;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import scala.Option$;

/** {@code ganflux cluster-worker}: Spark's standalone worker, which starts executors. */
@Command(
        name = "cluster-worker",
        description = {
            "Run a worker of a cluster: Spark's own, which starts executors on this machine as the master says."
        },
        sortOptions = false)
final class ClusterWorkerCommand implements Callable<Integer> {
    private static final long SHORTEST_WAIT_MS = 1000;
    private static final long LONGEST_WAIT_MS = 16_000; // a master logs each worker that it turns away

    /** What executors log stays within bounds, and goes with its run; a master that has gone is waited for without end. */
    private static final Map<String, String> DEFAULTS = Map.of(
            "spark.worker.maxRegistrationRetries", "1000000",
            "spark.executor.logs.rolling.strategy", "size",
            "spark.executor.logs.rolling.maxSize", "1048576",
            "spark.executor.logs.rolling.maxRetainedFiles", "3",
            "spark.worker.cleanup.enabled", "true",
            "spark.worker.cleanup.appDataTtl", "86400");

    @Option(
            names = "--master",
            required = true,
            paramLabel = "URL",
            description = "The master, spark://HOST:PORT; it is waited for.")
    private String master = "";

    @Mixin
    private final NodeOptions node = new NodeOptions();

    @Option(
            names = "--cores",
            paramLabel = "N",
            defaultValue = "0",
            description = "Cores that executors may take; 0 for all of this machine (default: ${DEFAULT-VALUE}).")
    private int cores;

    @Option(
            names = "--memory-mib",
            paramLabel = "N",
            required = true,
            description = "Java heap that its executors may have together; leave them three times as much memory, for"
                    + " networks and images lie outside it.")
    private int memoryMib;

    @Option(
            names = "--work",
            paramLabel = "DIR",
            description = "Where executors work and log; SPARK_HOME/work unless told.")
    @Nullable
    private Path work;

    @Override
    public Integer call() throws InterruptedException {
        MasterUrl url = new MasterUrl(master);
        if (!url.isStandalone()) {
            throw new UsageError("--master must be spark://HOST:PORT for a worker but is '" + master + "'; correct it");
        }
        if (cores < 0) {
            throw new UsageError("--cores must be at least 0 but is " + cores);
        }
        if (memoryMib < 1) {
            throw new UsageError("--memory-mib must be at least 1 but is " + memoryMib);
        }
        int offered = cores == 0 ? Runtime.getRuntime().availableProcessors() : cores;
        if (work != null) {
            NodeOptions.requireDirectory("--work", work);
        }
        return node.serve(DEFAULTS, conf -> {
            SparkHome.prepare();
            if (!awaitMaster(url, conf)) {
                return Optional.empty();
            }
            var running = Worker.startRpcEnvAndEndpoint(
                    node.host(),
                    0,
                    node.uiPort,
                    offered,
                    memoryMib,
                    new String[] {url.url()},
                    work == null ? null : work.toString(),
                    Option$.MODULE$.empty(),
                    conf,
                    Option$.MODULE$.empty());
            System.out.println("worker on " + node.host() + " offers " + offered + " cores and " + memoryMib
                    + " MiB to " + master);
            return Optional.of(running);
        });
    }

    /** Waits until a master takes this worker, and says why it does not, once; false where a signal asked for the end before. */
    private boolean awaitMaster(MasterUrl url, SparkConf conf) throws InterruptedException {
        SparkConf asking = conf.clone().set("spark.driver.host", node.host());
        String said = "";
        long wait = SHORTEST_WAIT_MS;
        do {
            try {
                url.requireMaster(asking);
                return true;
            } catch (UsageError e) {
                throw e; // no master would mend that
            } catch (UserError e) {
                String why = String.valueOf(e.getMessage());
                if (!why.equals(said)) {
                    System.out.println("waits for its master: " + why);
                    said = why;
                }
            }
            wait = Math.min(LONGEST_WAIT_MS, 2 * wait);
        } while (!StopSignal.await(wait));
        return false;
    }
}
