package ganflux.stream.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenedTest {
    private final List<String> closed = new ArrayList<>();

    @Test
    void closesInReverseOrderOnceWhateverBecomesOfTheOthers() {
        Opened opened = new Opened();
        AutoCloseable first = opened.add(() -> closed.add("first"));
        opened.add(() -> {
            closed.add("second");
            throw new IOException("of a test");
        });
        opened.add(() -> closed.add("third"));

        opened.close();
        opened.close();

        assertThat(first).isNotNull();
        assertThat(closed).containsExactly("third", "second", "first");
    }
}
