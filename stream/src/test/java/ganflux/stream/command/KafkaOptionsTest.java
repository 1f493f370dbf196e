package ganflux.stream.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaOptionsTest {
    @TempDir
    Path directory;

    private final KafkaOptions options = new KafkaOptions();

    @Test
    void theFilesPropertiesAreHandedOnAndTheBootstrapOptionWins() throws Exception {
        options.bootstrap = "here:1";
        options.file = Files.writeString(
                directory.resolve("k.properties"), "security.protocol=SASL_SSL\nbootstrap.servers=elsewhere:2\n");
        assertThat(options.clientProperties())
                .isEqualTo(Map.of("security.protocol", "SASL_SSL", "bootstrap.servers", "here:1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"kafka:9092", "10.0.0.1:9092,b.example:9093", "a:1, b:2", "[::1]:9092", "PLAINTEXT://kafka:9092"
            })
    void takesAddressesAsKafkaDoes(String given) {
        options.bootstrap = given;
        assertThat(options.clientProperties()).containsEntry("bootstrap.servers", given);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "localhost:abc", "localhost:65536", ":9092", "a:1,", "a:1;b:2", ""})
    void whatIsNoAddressIsAMistakeOfUse(String given) {
        options.bootstrap = given;
        assertThatThrownBy(options::clientProperties)
                .isInstanceOf(UsageError.class)
                .hasMessage("--bootstrap must be HOST:PORT, or several with commas, but is '" + given
                        + "'; a port is 1 to 65535");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        options.bootstrap = "here:1";
        options.file = directory.resolve("absent");
        assertThatThrownBy(options::clientProperties)
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith("--kafka " + options.file + " cannot be read");
    }
}
