package ganflux.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Struct;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.util.JsonFormat;
import ganflux.stream.InvalidRecordException.Reason;
import ganflux.v1.ImageBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The records of {@code examples/conformance}, which people write their own producers against: each is what its JSON file says. They
 * were made by another encoder, {@code examples/python/produce.py}.
 */
class ConformanceTest {
    static final Path RECORDS = Path.of("..", "examples", "conformance");

    private static final String EXPECTED = ".json";

    static Stream<String> names() throws IOException {
        try (Stream<Path> files = Files.list(RECORDS)) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(EXPECTED))
                    .map(name -> name.substring(0, name.length() - EXPECTED.length()))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void theDecoderAnswersAsTheFileSays(String name) throws Exception {
        Struct expected = expected(name);
        byte[] value = value(name, expected);
        if (expected.getFieldsOrThrow("accepted").getBoolValue()) {
            ImageBatch.Builder batch = ImageBatch.newBuilder();
            JsonFormat.parser().merge(JsonFormat.printer().print(expected.getFieldsOrThrow("batch")), batch);
            ImageBatch.Builder decoded = ImageBatchCodec.decode(value).toBuilder();
            assertThat(decoded.setUnknownFields(UnknownFieldSet.getDefaultInstance())
                            .build())
                    .isEqualTo(batch.build());
        } else {
            assertThatThrownBy(() -> ImageBatchCodec.decode(value))
                    .isInstanceOfSatisfying(
                            InvalidRecordException.class,
                            e -> assertThat(e.reason()).isEqualTo(reason(expected)))
                    .hasMessageStartingWith(expected.getFieldsOrThrow("detail").getStringValue());
        }
    }

    @Test
    void everyReasonHasARecord() throws IOException {
        Set<Reason> shown = EnumSet.noneOf(Reason.class);
        for (String name : names().toList()) {
            Struct expected = expected(name);
            if (!expected.getFieldsOrThrow("accepted").getBoolValue()) {
                shown.add(reason(expected));
            }
        }

        assertThat(shown).containsExactlyInAnyOrder(Reason.values());
    }

    @Test
    void theDocumentNamesEveryReason() throws IOException {
        String doc = Files.readString(Path.of("..", "docs", "PRODUCING.md"));
        String rows = Arrays.stream(Reason.values()).map(Reason::name).collect(Collectors.joining("|"));

        assertThat(doc.lines().filter(line -> line.matches("\\| `(" + rows + ")` \\|.*")))
                .as("rows of docs/PRODUCING.md")
                .hasSize(Reason.values().length);
    }

    private static Struct expected(String name) throws IOException {
        Struct.Builder read = Struct.newBuilder();
        JsonFormat.parser().merge(Files.readString(RECORDS.resolve(name + EXPECTED)), read);
        return read.build();
    }

    private static Reason reason(Struct expected) {
        return Reason.valueOf(expected.getFieldsOrThrow("reason").getStringValue());
    }

    /** The record's value: the file of that name, or where it would be a large one, a byte and how many times. */
    private static byte[] value(String name, Struct expected) throws IOException {
        if (!expected.containsFields("value")) {
            return Files.readAllBytes(RECORDS.resolve(name + ".bin"));
        }
        Struct value = expected.getFieldsOrThrow("value").getStructValue();
        byte[] bytes = new byte[(int) value.getFieldsOrThrow("times").getNumberValue()];
        Arrays.fill(bytes, (byte) value.getFieldsOrThrow("byte").getNumberValue());
        return bytes;
    }
}
