package ganflux.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ganflux.stream.command.UsageError;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DataSpecTest {
    @Test
    void readsEachKind() {
        assertThat(DataSpec.parse(DataSpec.DEFAULT)).isEqualTo(new DataSpec.Digits());
        assertThat(DataSpec.parse("idx:a/images.gz"))
                .isEqualTo(new DataSpec.Idx(Path.of("a/images.gz"), Optional.empty()));
        assertThat(DataSpec.parse("idx:images,labels"))
                .isEqualTo(new DataSpec.Idx(Path.of("images"), Optional.of(Path.of("labels"))));
        assertThat(DataSpec.parse("folder:C:/photos")).isEqualTo(new DataSpec.Folder(Path.of("C:/photos")));
    }

    static Stream<Arguments> mistakes() {
        String forms = " (digits | idx:IMAGES[,LABELS] | folder:DIR | watch:DIR | http | stdin | kafka:TOPIC)";
        return Stream.of(
                arguments("digit", "is of unknown kind 'digit'; did you mean 'digits'?" + forms),
                arguments("floder:x", "is of unknown kind 'floder'; did you mean 'folder'?" + forms),
                arguments("parquet:x", "is of unknown kind 'parquet'" + forms),
                arguments("digits:7", "must be plain 'digits', which takes no argument"),
                arguments("idx", "lacks a path; it must be idx:IMAGES[,LABELS]"),
                arguments("idx:a,", "lacks a path; it must be idx:IMAGES[,LABELS]"),
                arguments("folder:", "lacks a path; it must be folder:DIR"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void refusesWhatCannotBeMeant(String text, String complaint) {
        assertThatThrownBy(() -> DataSpec.parse(text))
                .isInstanceOf(UsageError.class)
                .hasMessage("--data '" + text + "' " + complaint);
    }
}
