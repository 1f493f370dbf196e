package ganflux.stream.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    @Test
    void aFileThatIsNotThereIsNamed() {
        options.file = directory.resolve("absent");
        assertThatThrownBy(options::clientProperties)
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith("--kafka " + options.file + " cannot be read");
    }
}
