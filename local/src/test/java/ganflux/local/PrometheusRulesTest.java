package ganflux.local;

import static org.assertj.core.api.Assertions.assertThat;

import ganflux.monitor.alarm.AlarmKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules and what belongs to each; {@code promtool} checks the expressions. */
class PrometheusRulesTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern ALERT = Pattern.compile("- alert: (\\w+)[\\s\\S]*?labels: \\{severity: (\\w+)}");

    @Test
    void everyAlertLinksToItsSectionOfTheRunbook() throws IOException {
        String rules = texts("prometheus/rules");
        List<String> anchors = all("- alert: (\\w+)", rules).stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .toList();

        assertThat(all("runbook_url: docs/RUNBOOK.md#(\\w+)", rules)).isEqualTo(anchors);
        assertThat(all("(?m)^## (\\w+)$", Files.readString(ROOT.resolve("docs/RUNBOOK.md"))))
                .extracting(heading -> heading.toLowerCase(Locale.ROOT))
                .containsExactlyInAnyOrderElementsOf(anchors);
    }

    @Test
    void everyAlarmIsAnAlertAsSevereAsItself() throws IOException {
        Map<String, String> severities = ALERT.matcher(Files.readString(ROOT.resolve("prometheus/rules/alarms.yml")))
                .results()
                .collect(Collectors.toMap(match -> match.group(1), match -> match.group(2)));

        assertThat(severities)
                .isEqualTo(Arrays.stream(AlarmKind.values())
                        .collect(Collectors.toMap(AlarmKind::label, kind -> kind.critical() ? "critical" : "warning")));
    }

    @Test
    void everyAlarmsAlertAsksForThatAlarm() throws IOException {
        String rules = Files.readString(ROOT.resolve("prometheus/rules/alarms.yml"));

        assertThat(all("ganflux_alarm_active\\{alarm=\"(\\w+)\"}", rules)).isEqualTo(all("- alert: (\\w+)", rules));
    }

    @Test
    void everyRuleHasATest() throws IOException {
        String rules = texts("prometheus/rules");
        String tests = texts("prometheus/tests");

        assertThat(all("alertname: (\\w+)", tests)).containsAll(all("- alert: (\\w+)", rules));
        assertThat(all("- expr: (\\S+)", tests)).containsAll(all("- record: (\\S+)", rules));
    }

    @Test
    void linksWithinTheRunbookLeadToSections() throws IOException {
        String runbook = Files.readString(ROOT.resolve("docs/RUNBOOK.md"));

        assertThat(all("(?m)^## (\\w+)$", runbook))
                .extracting(heading -> heading.toLowerCase(Locale.ROOT))
                .containsAll(all("\\]\\(#(\\w+)\\)", runbook));
    }

    /** All files of a directory, in the order of their names. */
    private static String texts(String directory) throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.list(ROOT.resolve(directory))) {
            for (Path file : files.sorted().toList()) {
                text.append(Files.readString(file));
            }
        }
        return text.toString();
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
