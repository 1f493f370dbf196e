package ganflux.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ganflux.stream.command.UsageError;
import ganflux.stream.command.UserError;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.master.Master;
import org.apache.spark.rpc.RpcEnv;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A driver at a real master, with its secret, with another, and with none. */
class MasterProbeTest {
    /** @param secret empty for none */
    private static SparkConf settings(String secret) {
        SparkConf conf =
                new SparkConf(false).set("spark.driver.host", "127.0.0.1").set("spark.master.rest.enabled", "false");
        if (!secret.isEmpty()) {
            conf.set("spark.authenticate", "true")
                    .set("spark.authenticate.secret", secret)
                    .set("spark.network.crypto.enabled", "true");
        }
        return conf;
    }

    private static MasterUrl url(RpcEnv master) {
        return new MasterUrl("spark://127.0.0.1:" + master.address().port());
    }

    @ParameterizedTest
    @CsvSource({"s3cret,s3cret", "'',''"})
    void aDriverWithTheMastersSecretIsAnswered(String masters, String drivers) {
        RpcEnv master = Master.startRpcEnvAndEndpoint("127.0.0.1", 0, 0, settings(masters))
                ._1();
        try {
            url(master).requireMaster(settings(drivers));
        } finally {
            master.shutdown();
        }
        assertThat(master.address().port()).isPositive();
    }

    @ParameterizedTest
    @Timeout(40) // Spark itself gives up after a minute
    @CsvSource({"s3cret,other", "s3cret,''", "'',s3cret"})
    void aDriverWithAnotherIsToldSoAtOnce(String masters, String drivers) {
        RpcEnv master = Master.startRpcEnvAndEndpoint("127.0.0.1", 0, 0, settings(masters))
                ._1();
        MasterUrl url = url(master);
        try {
            assertThatThrownBy(() -> url.requireMaster(settings(drivers)))
                    .isInstanceOf(UserError.class)
                    .hasMessageStartingWith(
                            "what listens at --master " + url.url() + " does not answer as a Spark master (")
                    .hasMessageEndingWith("and give --spark the file that the master has, with the same secret")
                    .hasMessageNotContaining("\n");
        } finally {
            master.shutdown();
        }
    }

    /** Which a worker would otherwise repeat without end. */
    @Test
    void aSettingOfNoUseIsNoMatterOfTheMaster() {
        RpcEnv master =
                Master.startRpcEnvAndEndpoint("127.0.0.1", 0, 0, settings(""))._1();
        MasterUrl url = url(master);
        try {
            assertThatThrownBy(() -> url.requireMaster(settings("").set("spark.rpc.connect.threads", "abc")))
                    .isInstanceOf(UsageError.class)
                    .hasMessageStartingWith("--spark has a setting that Spark cannot use (")
                    .hasMessageContaining("abc")
                    .hasMessageEndingWith("); correct it");
        } finally {
            master.shutdown();
        }
    }

    @Test
    void executorsThatSparkMakesHaveNoMasterToAsk() {
        MasterUrl threads = new MasterUrl("local[2]");

        threads.requireMaster(settings(""));

        assertThat(threads.isStandalone()).isFalse();
    }
}
