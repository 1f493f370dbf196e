package ganflux.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The alerts and what belongs to each; {@code promtool} checks the expressions. */
class PrometheusRulesTest {
    private static final Path ROOT = Path.of("..");

    @Test
    void everyAlertLinksToItsSectionOfTheRunbook() throws IOException {
        String rules = Files.readString(ROOT.resolve("prometheus/rules/ganflux.yml"));
        List<String> anchors = all("- alert: (\\w+)", rules).stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .toList();

        assertThat(all("runbook_url: docs/RUNBOOK.md#(\\w+)", rules)).isEqualTo(anchors);
        assertThat(all("(?m)^## (\\w+)$", Files.readString(ROOT.resolve("docs/RUNBOOK.md"))))
                .extracting(heading -> heading.toLowerCase(Locale.ROOT))
                .isEqualTo(anchors);
    }

    @Test
    void everyAlertHasATest() throws IOException {
        String rules = Files.readString(ROOT.resolve("prometheus/rules/ganflux.yml"));
        String tests = Files.readString(ROOT.resolve("prometheus/tests/ganflux_test.yml"));

        assertThat(all("alertname: (\\w+)", tests)).containsAll(all("- alert: (\\w+)", rules));
    }

    private static List<String> all(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(PrometheusRulesTest::group)
                .toList();
    }

    private static String group(MatchResult match) {
        return match.group(1);
    }
}
