package ganflux.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** docs/CLUSTER.md names every option of its own. */
class ClusterDocTest {
    private static final Path DOC = Path.of("..", "docs", "CLUSTER.md");

    @Test
    void everyOptionOfItsOwnIsListed() throws IOException {
        String doc = Files.readString(DOC);
        for (String option : List.of("--master", "--workers", "--local-steps", "--executor-class-path", "--spark")) {
            assertThat(doc).contains("`" + option + " ");
        }
    }
}
