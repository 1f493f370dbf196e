package ganflux.broker.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

class RequirementTest {
    @Test
    void whatIsThereLetsTheTestGoOn() {
        assertThatCode(() -> Requirement.orSkip(true, "nothing", "true")).doesNotThrowAnyException();
    }

    @Test
    void whatIsMissingSkipsTheTest() {
        assertThatThrownBy(() -> Requirement.orSkip(false, "no chromium", null))
                .isInstanceOf(TestAbortedException.class)
                .hasMessage("no chromium");
    }

    @Test
    void whatIsMissingFailsTheTestWhereAllIsRequired() {
        assertThatThrownBy(() -> Requirement.orSkip(false, "no chromium", "true"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("no chromium");
    }

    @Test
    void sharedFilesAreFoundBesideAnyParent(@TempDir Path root) throws Exception {
        Path file = Files.createDirectories(root.resolve("shared/data")).resolve("x.gz");
        Files.createFile(file);
        Path module = Files.createDirectories(root.resolve("project/module"));
        assertThat(Requirement.find(module, "data/x.gz")).isEqualTo(file);
        assertThat(Requirement.find(module, "data/absent.gz")).isNull();
    }
}
