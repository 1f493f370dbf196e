package ganflux.monitor.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JsonTest {
    @Test
    void writesEachKindOfValue() {
        assertThat(Json.of(Map.of("a", List.of(1, 2L, true, "x", Optional.empty(), Optional.of(3)))))
                .isEqualTo("{\"a\":[1,2,true,\"x\",null,3]}");
        assertThat(Json.of(Map.of())).isEqualTo("{}");
        assertThat(Json.of(List.of())).isEqualTo("[]");
    }

    @Test
    void turnsWhatIsNoNumberIntoNull() {
        assertThat(Json.of(Arrays.asList(Double.NaN, Double.POSITIVE_INFINITY, null)))
                .isEqualTo("[null,null,null]");
        assertThat(Json.of(new double[] {Double.NaN, 1})).isEqualTo("[null,1]");
    }

    @Test
    void keepsFiguresExactAndRowsShort() {
        assertThat(Json.of(List.of(.1, 1e-9, 3.0, 0.6931471805599453))).isEqualTo("[0.1,1.0E-9,3,0.6931471805599453]");
        assertThat(Json.of(new double[] {1_700_000_000_123d, .1, 0.6931471805599453}))
                .isEqualTo("[1700000000123,0.1,0.6931472]");
    }

    @Test
    void escapesWhateverARunMayBeCalled() {
        assertThat(Json.of("a\"b\\c\nd\u0001 \u2028é")).isEqualTo("\"a\\\"b\\\\c\\nd\\u0001 \u2028é\"");
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThatThrownBy(() -> Json.of(new Object())).isInstanceOf(IllegalArgumentException.class);
    }
}
