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
        assertThat(DataSpec.parse("stacked-mnist:images,labels"))
                .isEqualTo(new DataSpec.Stacked(new DataSpec.Idx(Path.of("images"), Optional.of(Path.of("labels")))));
        assertThat(DataSpec.parse("cifar10:a/b")).isEqualTo(new DataSpec.Cifar(Path.of("a/b")));
        assertThat(DataSpec.parse("ring8")).isEqualTo(new DataSpec.Points(PointMixture.RING8));
        assertThat(DataSpec.parse("grid25")).isEqualTo(new DataSpec.Points(PointMixture.GRID25));
        assertThat(DataSpec.parse("gaussian1d")).isEqualTo(new DataSpec.Points(PointMixture.GAUSSIAN1D));
        assertThat(DataSpec.parse("folder:C:/photos")).isEqualTo(new DataSpec.Folder(Path.of("C:/photos")));
    }

    static Stream<Arguments> mistakes() {
        String forms = " (digits | idx:IMAGES[,LABELS] | folder:DIR | watch:DIR | http | stdin | kafka:TOPIC"
                + " | stacked-mnist:IMAGES[,LABELS] | cifar10:FILE|DIR | ring8 | grid25 | gaussian1d)";
        return Stream.of(
                arguments("digit", "is of unknown kind 'digit'; did you mean 'digits'?" + forms),
                arguments("floder:x", "is of unknown kind 'floder'; did you mean 'folder'?" + forms),
                arguments("parquet:x", "is of unknown kind 'parquet'" + forms),
                arguments("digits:7", "must be plain 'digits', which takes no argument"),
                arguments("ring8:3", "must be plain 'ring8', which takes no argument"),
                arguments("ring9", "is of unknown kind 'ring9'; did you mean 'ring8'?" + forms),
                arguments("idx", "lacks a path; it must be idx:IMAGES[,LABELS]"),
                arguments("idx:a,", "lacks a path; it must be idx:IMAGES[,LABELS]"),
                arguments("stacked-mnist:", "lacks a path; it must be stacked-mnist:IMAGES[,LABELS]"),
                arguments("cifar10:", "lacks a path; it must be cifar10:FILE|DIR"),
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
