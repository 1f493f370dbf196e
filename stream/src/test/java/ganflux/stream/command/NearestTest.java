package ganflux.stream.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
    private static final List<String> NAMES = List.of("digits", "idx", "folder", "mlp-mnist", "dcgan-mnist");

    @ParameterizedTest
    @CsvSource({
        "digit, digits",
        "digtis, digits",
        "foler, folder",
        "mlp-minst, mlp-mnist",
        "dcg, dcgan-mnist",
        "id, idx"
    })
    void slipsAreRecognised(String given, String meant) {
        assertThat(Nearest.hint(given, NAMES)).isEqualTo("; did you mean '" + meant + "'?");
    }

    @ParameterizedTest
    @CsvSource({"elephant", "''", "x"})
    void whatIsFarFromAllNamesGetsNoHint(String given) {
        assertThat(Nearest.hint(given, NAMES)).isEmpty();
    }

    @Test
    void distanceCountsEdits() {
        assertThat(Nearest.distance("kitten", "sitting")).isEqualTo(3);
        assertThat(Nearest.distance("", "abc")).isEqualTo(3);
        assertThat(Nearest.distance("same", "same")).isZero();
    }
}
