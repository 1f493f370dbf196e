package ganflux.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import ganflux.ingest.ResumePlan.Hole;
import ganflux.ingest.source.DataSpec;
import ganflux.ingest.source.Image;
import ganflux.ingest.source.ImageSource;
import ganflux.ingest.source.SourceOptions;
import ganflux.stream.ImageBatchCodec;
import ganflux.stream.InvalidRecordException;
import ganflux.v1.ImageBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchesTest {
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(1234), ZoneOffset.UTC);

    private final ImageSource digits = new DataSpec.Digits().open(SourceOptions.defaults());

    @TempDir
    Path dir;

    @Test
    void fillsEveryFieldOfTheContract() throws InvalidRecordException {
        ImageBatch batch = batches(digits, 3)
                .from(new ResumePlan(List.of(), 5, 15))
                .toIterable(1)
                .iterator()
                .next();
        List<Image> images = digits.images(15).take(3).toStream().toList();

        ImageBatch decoded = ImageBatchCodec.decode(ImageBatchCodec.encode(batch));
        assertThat(decoded.getVersion()).isEqualTo(1);
        assertThat(decoded.getSourceId()).isEqualTo("digits,seed=1");
        assertThat(decoded.getRunId()).isEqualTo("run");
        assertThat(decoded.getSequence()).isEqualTo(5);
        assertThat(List.of(decoded.getCount(), decoded.getChannels(), decoded.getHeight(), decoded.getWidth()))
                .containsExactly(3, 1, 28, 28);
        assertThat(decoded.getIdsList()).containsExactly(15L, 16L, 17L);
        assertThat(decoded.getLabelsList())
                .isEqualTo(images.stream().map(Image::label).toList());
        assertThat(decoded.getPixels().substring(784, 2 * 784).toByteArray())
                .isEqualTo(images.get(1).pixels());
        assertThat(decoded.getCreatedAtMs()).isEqualTo(1234);
    }

    @Test
    void pointsTravelAsFloatsWithTheirModes() throws InvalidRecordException {
        ImageSource ring = DataSpec.parse("ring8").open(SourceOptions.defaults());
        ImageBatch batch = batches(ring, 3)
                .from(ResumePlan.FROM_THE_START)
                .toIterable(1)
                .iterator()
                .next();

        ImageBatch decoded = ImageBatchCodec.decode(ImageBatchCodec.encode(batch));
        assertThat(ganflux.stream.image.ImageShape.of(decoded)).isEqualTo(ganflux.stream.image.ImageShape.points(2));
        List<Image> points = ring.images(0).take(3).toStream().toList();
        assertThat(decoded.getLabelsList())
                .isEqualTo(points.stream().map(Image::label).toList());
        assertThat(decoded.getPixels().substring(8, 16).toByteArray())
                .isEqualTo(points.get(1).pixels());
    }

    @Test
    void keepsTheShortLastBatch() throws IOException {
        List<ImageBatch> sent = batches(sevenImages(), 3)
                .from(ResumePlan.FROM_THE_START)
                .toStream()
                .toList();

        assertThat(sent).extracting(ImageBatch::getCount).containsExactly(3, 3, 1);
        assertThat(sent).extracting(ImageBatch::getSequence).containsExactly(0L, 1L, 2L);
        assertThat(sent.get(2).getIdsList()).containsExactly(6L);
    }

    @Test
    void sendsNoLabelsWhereThereAreNone() throws IOException {
        assertThat(batches(sevenImages(), 7).from(ResumePlan.FROM_THE_START).toStream())
                .singleElement()
                .satisfies(batch -> assertThat(batch.getLabelsList()).isEmpty());
    }

    @Test
    void fillsHolesWithTheirImagesBeforeItGoesOn() {
        ResumePlan plan = new ResumePlan(List.of(new Hole(1, 1, 10, 19), new Hole(3, 5, 30, 54)), 7, 70);

        List<ImageBatch> sent =
                batches(digits, 10).from(plan).take(6).toStream().toList();

        assertThat(sent).extracting(ImageBatch::getSequence).containsExactly(1L, 3L, 4L, 5L, 7L, 8L);
        assertThat(sent).extracting(ImageBatch::getCount).containsExactly(10, 9, 8, 8, 10, 10);
        assertThat(sent.stream().flatMap(batch -> batch.getIdsList().stream()))
                .containsExactlyElementsOf(LongStream.concat(
                                LongStream.concat(LongStream.range(10, 20), LongStream.range(30, 55)),
                                LongStream.range(70, 90))
                        .boxed()
                        .toList());
    }

    private static Batches batches(ImageSource source, int images) {
        return new Batches(source, "run", images, CLOCK);
    }

    private ImageSource sevenImages() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(16 + 7);
        bytes.putInt(0x803).putInt(7).putInt(1).putInt(1);
        Path file = Files.write(dir.resolve("seven"), bytes.array());
        return new DataSpec.Idx(file, Optional.empty()).open(SourceOptions.defaults());
    }
}
