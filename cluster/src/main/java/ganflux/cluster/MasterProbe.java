package ganflux.cluster;

import org.apache.spark.SecurityManager;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.master.Master;
import org.apache.spark.internal.config.package$;
import org.apache.spark.rpc.RpcAddress;
import org.apache.spark.rpc.RpcEnv;
import scala.Option;

/**
 * Asks a standalone master for its endpoint once, by the protocol and with the secret of a driver. A driver that is turned away tries
 * for a minute, and then its context is stopped without a reason.
 */
final class MasterProbe {
    private static final String PATIENCE = "10s";

    private MasterProbe() {}

    /**
     * Returns where the master answers.
     *
     * @param host of the master
     * @param driver the driver's settings
     * @throws Exception where it does not, Spark's own, of many kinds and undeclared
     */
    static void ask(String host, int port, SparkConf driver) throws Exception {
        SparkConf conf = driver.clone()
                .set("spark.rpc.lookupTimeout", PATIENCE)
                .set("spark.rpc.askTimeout", PATIENCE)
                .set("spark.network.auth.rpcTimeout", PATIENCE)
                .set("spark.network.crypto.saslFallback", "false"); // to which another secret would lead, in vain
        SecurityManager secrets = new SecurityManager(conf, Option.empty(), package$.MODULE$.AUTH_SECRET_FILE());
        RpcEnv env = RpcEnv.create("ganflux-probe", conf.get("spark.driver.host"), 0, conf, secrets, true);
        try {
            var unused = env.setupEndpointRef(new RpcAddress(host, port), Master.ENDPOINT_NAME());
        } finally {
            env.shutdown();
            env.awaitTermination();
        }
    }
}
