package ganflux.cluster;

import ganflux.stream.command.UsageError;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.deploy.master.Master;
import org.apache.spark.rpc.RpcEnv;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ganflux cluster-master}: Spark's standalone master. */
@Command(
        name = "cluster-master",
        description = {
            "Run the master of a cluster: Spark's own, which gives the driver's rounds executors on the workers."
        },
        sortOptions = false)
final class ClusterMasterCommand implements Callable<Integer> {
    @Mixin
    final NodeOptions node = new NodeOptions();

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "7077",
            description = "Where workers and driver connect to; 0 takes a free one (default: ${DEFAULT-VALUE}).")
    int port = 7077;

    @Option(
            names = "--create-secret",
            description =
                    "Where the file of --spark does not exist, write it with a new secret; workers and driver need a copy.")
    boolean createSecret;

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "Where it keeps which workers and drivers there are, and goes on with them after a restart;"
                    + " without it a driver must be started again then.")
    @Nullable
    Path state;

    @Override
    public Integer call() throws InterruptedException {
        if (createSecret) {
            if (node.spark == null) {
                throw new UsageError("--create-secret needs --spark FILE, where it is to be written");
            }
            if (SparkFile.create(node.spark)) {
                System.out.println("wrote a new secret to " + node.spark);
            }
        }
        Map<String, String> defaults = new HashMap<>(Map.of(
                "spark.master.rest.enabled", "false",
                "spark.port.maxRetries", "0",
                "spark.deploy.maxExecutorRetries", "-1")); // the driver says where none stays, and waits
        if (state != null) {
            NodeOptions.requireDirectory("--state", state);
            defaults.put("spark.deploy.recoveryMode", "FILESYSTEM");
            defaults.put("spark.deploy.recoveryDirectory", state.toString());
        }
        return node.serve(defaults, conf -> {
            NodeOptions.requirePort("--port", port, node.host());
            var master = Master.startRpcEnvAndEndpoint(node.host(), port, node.uiPort, conf);
            RpcEnv running = master._1();
            System.out.println("master at spark://" + node.host() + ":"
                    + running.address().port() + "; its page is on port " + master._2());
            return Optional.of(running);
        });
    }
}
