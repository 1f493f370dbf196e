package ganflux.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import ganflux.ingest.source.DataSpec;
import ganflux.stream.service.ServiceMeters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds ingest's part of {@code docs/METRICS.md} and its meters together, in both directions. */
class MetricsDocTest {
    private static final Pattern DOCUMENTED = Pattern.compile("(?m)^\\| `(ganflux_ingest_\\w+)` \\| (\\w+) \\|");
    private static final Pattern EXPOSED = Pattern.compile("(?m)^# TYPE (ganflux_ingest_\\w+) (\\w+)$");

    @Test
    void theTableNamesWhatIsExposedAndNothingElse() throws IOException {
        IngestConfig config =
                IngestConfig.of(Map.of("bootstrap.servers", "127.0.0.1:1"), DataSpec.parse("digits"), "run");
        try (ServiceMeters meters = new ServiceMeters();
                IngestService ingest = new IngestService(config, meters)) {
            assertThat(pairs(DOCUMENTED, Files.readString(Path.of("../docs/METRICS.md"))))
                    .isNotEmpty()
                    .containsExactlyInAnyOrderElementsOf(
                            pairs(EXPOSED, meters.registry().scrape()));
            assertThat(ingest.stats().images()).isZero();
        }
    }

    private static List<String> pairs(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult found) -> found.group(1) + " " + found.group(2))
                .toList();
    }
}
