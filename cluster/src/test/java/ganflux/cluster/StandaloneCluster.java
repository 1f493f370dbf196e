package ganflux.cluster;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;

/** A master that has made a secret, and a worker with room for two executors of one core; further ones may come and go. */
final class StandaloneCluster implements AutoCloseable {
    private final Path directory;
    private final Path spark;
    private final String url;
    private final ClusterProcess master;
    private final ClusterProcess worker;

    /** Starts both, which log to {@code directory}. */
    StandaloneCluster(Path directory) throws IOException {
        this.directory = directory;
        spark = directory.resolve("spark.properties");
        int port = freePort();
        url = "spark://127.0.0.1:" + port;
        master = ClusterProcess.start(
                directory.resolve("master.log"),
                ("cluster-master --create-secret --spark " + spark + " --port " + port).split(" "));
        master.awaitSaid("master at " + url);
        worker = worker("stays");
    }

    static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    /** Starts a further worker, for the caller to close. */
    ClusterProcess worker(String name) throws IOException {
        ClusterProcess started = ClusterProcess.start(
                directory.resolve(name + ".log"),
                ("cluster-worker --cores 2 --memory-mib 1024 --spark " + spark + " --master " + url + " --work "
                                + directory.resolve(name))
                        .split(" "));
        return started.awaitSaid("worker on 127.0.0.1");
    }

    /** The worker that is there from the beginning. */
    ClusterProcess worker() {
        return worker;
    }

    /** What {@code --master} is. */
    String url() {
        return url;
    }

    /** What the file of {@code --spark} has. */
    Map<String, String> settings() {
        return SparkFile.read(spark);
    }

    @Override
    public void close() {
        worker.close();
        master.close();
    }
}
