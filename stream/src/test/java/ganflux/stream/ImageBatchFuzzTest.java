package ganflux.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.sun.management.ThreadMXBean;
import ganflux.stream.image.Floats;
import ganflux.v1.ImageBatch;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * 100,000 damaged and made-up records: each is a batch that keeps the rules or an {@link InvalidRecordException}, nothing
 * else, and costs no more memory than a multiple of its size.
 */
@Timeout(120)
class ImageBatchFuzzTest {
    private static final int RECORDS = 100_000;
    private static final int WARM_UP = 2000; // classes are loaded, at a cost that is no record's
    private static final int BYTES_PER_BYTE =
            200; // an unknown field of two bytes costs the most: some objects of protobuf's
    private static final int BYTES_PER_RECORD = 16 << 10; // 2300 measured: an exception with its trace

    private final Random random = new Random(20261122);

    @Test
    void everyRecordIsABatchOrIsRejectedAtABoundedCost() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        List<byte[]> valid = List.of(
                batch(1, 1, 2, 3),
                batch(2, 3, 4, 4),
                batch(40, 1, 5, 5),
                batch(300, 1, 1, 1),
                points(1, -2),
                points(1, Float.NaN)); // the one that damage hardly makes: its checksum is right
        breakEachRuleOnce();
        Map<InvalidRecordException.Reason, Integer> rejected = new EnumMap<>(InvalidRecordException.Reason.class);
        int accepted = 0;
        for (int i = -WARM_UP; i < RECORDS; i++) {
            byte[] record = mutate(valid);
            long before = threads.getCurrentThreadAllocatedBytes();
            Optional<ImageBatch> decoded = Optional.empty();
            try {
                decoded = Optional.of(ImageBatchCodec.decode(record));
            } catch (InvalidRecordException e) {
                if (i >= 0) {
                    rejected.merge(e.reason(), 1, Integer::sum);
                }
            }
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            if (decoded.isPresent()) {
                assertThat(ImageBatchCodec.encode(decoded.get())).isNotEmpty(); // keeps every rule
            }
            if (i >= 0) {
                accepted += decoded.isPresent() ? 1 : 0;
                assertThat(allocated)
                        .as("record %d of %d bytes", i, record.length)
                        .isLessThan(BYTES_PER_RECORD + (long) BYTES_PER_BYTE * record.length);
            }
        }
        int refused = rejected.values().stream().mapToInt(Integer::intValue).sum();
        assertThat(accepted + refused).isEqualTo(RECORDS);
        // The damage is deep enough to reach every rule but that of the size, and mild enough to leave batches whole.
        assertThat(accepted).isBetween(RECORDS / 100, RECORDS / 2);
        assertThat(rejected)
                .containsOnlyKeys(Arrays.stream(InvalidRecordException.Reason.values())
                        .filter(reason -> reason != InvalidRecordException.Reason.SIZE)
                        .toList()
                        .toArray(InvalidRecordException.Reason[]::new));
    }

    /** What Java makes for the first message of a kind is no record's cost either. */
    private static void breakEachRuleOnce() {
        ImageBatchCodecTest.broken()
                .map(broken -> ((ImageBatch) broken.get()[2]).toByteArray())
                .forEach(record ->
                        assertThatThrownBy(() -> ImageBatchCodec.decode(record)).isNotNull());
    }

    private byte[] batch(int count, int channels, int height, int width) {
        byte[] pixels = new byte[count * channels * height * width];
        random.nextBytes(pixels);
        ByteString bytes = ByteString.copyFrom(pixels);
        ImageBatch.Builder batch = ImageBatch.newBuilder()
                .setVersion(1)
                .setSourceId("fuzz")
                .setRunId("run")
                .setSequence(random.nextInt(1000))
                .setCount(count)
                .setChannels(channels)
                .setHeight(height)
                .setWidth(width)
                .setPixels(bytes)
                .setCrc32C(ImageBatchCodec.crc32c(bytes))
                .setCreatedAtMs(1_700_000_000_000L);
        for (int i = 0; i < count; i++) {
            batch.addIds(i).addLabels(i % 10);
        }
        return ImageBatchCodec.encode(batch.build());
    }

    private static byte[] points(float... values) {
        ByteString bytes = ByteString.copyFrom(Floats.toBytes(values));
        return ImageBatchCodecTest.points().toBuilder()
                .setCount(1)
                .setPixels(bytes)
                .setCrc32C(ImageBatchCodec.crc32c(bytes))
                .clearIds()
                .addIds(3)
                .clearLabels()
                .build()
                .toByteArray();
    }

    private byte[] mutate(List<byte[]> valid) {
        byte[] record = valid.get(random.nextInt(valid.size())).clone();
        for (int damages = 1 + random.nextInt(3); damages > 0; damages--) {
            record = damage(record, valid);
        }
        return record;
    }

    private byte[] damage(byte[] record, List<byte[]> valid) {
        int at = random.nextInt(record.length + 1);
        return switch (random.nextInt(9)) {
            case 0 -> Arrays.copyOf(record, at);
            case 1 -> splice(record, at, at, noise(random.nextInt(20)));
            case 2 -> flip(record);
            case 3 -> splice(record, at, Math.min(record.length, at + random.nextInt(8)), new byte[0]);
            // Lengths and counts beyond all bounds.
            case 4 ->
                splice(record, at, Math.min(record.length, at + 1), varint(random.nextLong() >>> random.nextInt(64)));
            // A field given twice, as a later one wins: any of the fourteen, with a value of its own.
            case 5 -> splice(record, record.length, record.length, field(1 + random.nextInt(14)));
            case 6 -> splice(record, at, at, valid.get(random.nextInt(valid.size()))); // one inside another
            case 7 -> splice(record, at, at, unknownFields());
            default -> splice(record, at, at, nestedGroups());
        };
    }

    private byte[] flip(byte[] record) {
        if (record.length > 0) {
            record[random.nextInt(record.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return record;
    }

    private byte[] noise(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private byte[] field(int number) {
        byte[] value = varint(random.nextBoolean() ? random.nextInt(5) : random.nextLong());
        return splice(varint((long) number << 3), Integer.MAX_VALUE, Integer.MAX_VALUE, value);
    }

    /** Up to 200 fields that the contract does not have. */
    private byte[] unknownFields() {
        ByteArrayOutputStream fields = new ByteArrayOutputStream();
        for (int i = random.nextInt(200); i > 0; i--) {
            fields.writeBytes(varint((long) (15 + random.nextInt(2000)) << 3));
            fields.write(random.nextInt(128));
        }
        return fields.toByteArray();
    }

    /** Groups inside groups, deeper than a parser may follow by recursion without a limit. */
    private byte[] nestedGroups() {
        byte[] groups = new byte[random.nextInt(5000)];
        Arrays.fill(groups, (byte) ((15 << 3) | 3));
        return groups;
    }

    private static byte[] varint(long value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        long left = value;
        while ((left & ~0x7fL) != 0) {
            bytes.write((int) ((left & 0x7f) | 0x80));
            left >>>= 7;
        }
        bytes.write((int) left);
        return bytes.toByteArray();
    }

    /** {@code record} with {@code bytes} in place of what lies from {@code from} to {@code to}. */
    private static byte[] splice(byte[] record, int from, int to, byte[] bytes) {
        ByteArrayOutputStream spliced = new ByteArrayOutputStream();
        spliced.write(record, 0, Math.min(from, record.length));
        spliced.writeBytes(bytes);
        int rest = Math.min(to, record.length);
        spliced.write(record, rest, record.length - rest);
        return spliced.toByteArray();
    }
}
