package ganflux.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    @Test
    void comparesMediansAndTellsThem() {
        Comparison comparison =
                new Comparison("thing", "MB/s", List.of(100.0, 300.0, 200.0), List.of(180.0, 190.0, 10.0), .95);
        assertThat(comparison.ratio()).isEqualTo(.9);
        assertThat(comparison.reached()).isFalse();
        assertThat(comparison.line())
                .contains("plain 200.0 [100.0-300.0]", "ours 180.0 [10.0-190.0] MB/s", "ratio 0.900", "MISSED");
        assertThat(comparison.json())
                .isEqualTo("{\"name\": \"thing\", \"unit\": \"MB/s\", \"plain\": [100.00, 300.00, 200.00],"
                        + " \"ours\": [180.00, 190.00, 10.00], \"ratio\": 0.9000, \"target\": 0.95}");
    }

    @Test
    void theMedianOfAnEvenNumberLiesBetween() {
        assertThat(Comparison.median(List.of(4.0, 1.0, 3.0, 2.0))).isEqualTo(2.5);
    }

    @Test
    void sidesTakeTurnsAfterAWarmUp() throws Exception {
        List<String> runs = new ArrayList<>();
        Comparison comparison = Comparison.run(
                "turns",
                "1/s",
                1,
                2,
                () -> {
                    runs.add("plain");
                    return runs.size();
                },
                () -> {
                    runs.add("ours");
                    return runs.size();
                });
        assertThat(runs).containsExactly("plain", "ours", "plain", "ours", "ours", "plain");
        assertThat(comparison.plain()).containsExactly(3.0, 6.0);
        assertThat(comparison.ours()).containsExactly(4.0, 5.0);
    }

    @Test
    void eachRoundNeedsBothSides() {
        assertThatThrownBy(() -> new Comparison("x", "y", List.of(1.0), List.of(), 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
