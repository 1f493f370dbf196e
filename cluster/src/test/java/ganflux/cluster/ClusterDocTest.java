package ganflux.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** docs/CLUSTER.md names every meter and every option of its own. */
class ClusterDocTest {
    private static final Path DOC = Path.of("..", "docs", "CLUSTER.md");

    @Test
    void everyMeterIsListed() throws IOException {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new RoundMeters(registry).count(new RoundMeters.Figures(4, 2, 10, 8, 6, .01));

        assertThat(registry.getMeters()).hasSize(8);
        String doc = Files.readString(DOC);
        for (Meter meter : registry.getMeters()) {
            String ending = meter.getId().getType() == Meter.Type.COUNTER ? "_total`" : "`";
            assertThat(doc).contains("`" + meter.getId().getName().replace('.', '_') + ending);
        }
        assertThat(registry.get("ganflux.cluster.overhead.ratio").gauge().value())
                .isEqualTo(1 - .8);
    }

    @Test
    void everyOptionOfItsOwnIsListed() throws IOException {
        String doc = Files.readString(DOC);
        for (String option : List.of("--master", "--workers", "--local-steps", "--executor-class-path", "--spark")) {
            assertThat(doc).contains("`" + option + " ");
        }
    }
}
