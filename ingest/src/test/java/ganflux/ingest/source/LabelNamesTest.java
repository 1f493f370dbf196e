package ganflux.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelNamesTest {
    @TempDir
    Path dir;

    @Test
    void namesAreNumberedAsTheyComeAndKeepTheirNumbers() throws IOException {
        try (LabelNames labels = LabelNames.open(Optional.of(dir))) {
            labels.learn(List.of("dog", "cat", "12", "dog", ""));
            labels.learn(List.of("ape", "cat"));
        }
        try (LabelNames labels = LabelNames.open(Optional.of(dir))) {
            assertThat(List.of("cat", "dog", "ape", "12", "", "yak"))
                    .extracting(labels::number)
                    .containsExactly(0, 1, 2, 12, -1, -1);
        }
    }

    @Test
    void whatCannotBeALabelIsLeftOut() throws IOException {
        try (LabelNames labels = LabelNames.open(Optional.empty())) {
            String longest = "n".repeat(256);
            labels.learn(List.of("-1", "1234567890", longest, "cat"));

            assertThat(labels.number("cat")).isZero();
            assertThat(List.of("-1", "1234567890", longest))
                    .extracting(labels::number)
                    .containsOnly(-1);
            assertThat(labels.objection("-1")).hasValue("the label -1 must be 0 to 999999999, or a name");
            assertThat(labels.objection(longest)).hasValue("a label's name has 256 characters, more than 255");
            assertThat(labels.objection("")).isEmpty();
        }
    }

    @Test
    void strangersCannotFillTheList() throws IOException {
        try (LabelNames labels = LabelNames.open(Optional.of(dir))) {
            labels.learn(IntStream.range(0, 20_000).mapToObj(i -> "n" + i).toList());

            assertThat(labels.objection("one more"))
                    .hasValue("there are 10000 names of labels already, and 'one more' is none of them");
            assertThat(labels.number("n0")).isZero();
            assertThat(labels.objection("n0")).isEmpty();
        }
    }
}
