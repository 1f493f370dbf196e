package ganflux.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SkippedImagesTest {
    @Test
    void aStrangersNameDoesNotSteerATerminal() {
        SkippedImages skipped = new SkippedImages();
        skipped.add("cats/\u001b[2J\n1.png", "corrupt image");
        assertThat(skipped.names()).containsExactly("cats/?[2J?1.png");
        assertThat(skipped.count()).isEqualTo(1);
    }
}
