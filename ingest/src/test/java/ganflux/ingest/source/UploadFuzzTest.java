package ganflux.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import ganflux.ingest.upload.BadUploadException;
import ganflux.ingest.upload.Tar;
import ganflux.ingest.upload.UploadLimits;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * 20,000 damaged uploads of every kind: each gives images of the right shape, or is refused with a reason, and costs no more
 * memory than the largest image that is allowed.
 */
@Timeout(240)
class UploadFuzzTest {
    private static final int UPLOADS = 20_000;
    private static final long MOST_BYTES = 450L << 20; // 50 million pixels in 8 bytes each, and some room

    private final Random random = new Random(20261122);
    private final UploadDecoder decoder = new UploadDecoder(
            new ImageShape(3, new ImageSize(4, 4)),
            new UploadLimits(1 << 18, 20),
            LabelNames.open(Optional.empty()),
            new SkippedImages());

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Upload(String type, byte[] body) {}

    @Test
    void everyUploadIsTakenOrRefused() throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        List<Upload> valid = valid();
        Map<Integer, Integer> refused = new TreeMap<>();
        int taken = 0;
        int rejected = 0;
        for (int i = 0; i < UPLOADS; i++) {
            Upload from = valid.get(i % valid.size());
            byte[] body = mutate(from.body(), valid);
            long before = threads.getCurrentThreadAllocatedBytes();
            try {
                UploadDecoder.Decoded decoded = decoder.decode(Optional.of(from.type()), Optional.empty(), body);
                assertThat(decoded.images()).isNotEmpty().hasSizeLessThanOrEqualTo(20);
                assertThat(decoded.images()).allMatch(image -> image.pixels().length == 48 && image.label() >= -1);
                taken++;
                rejected += decoded.rejected();
            } catch (BadUploadException e) {
                assertThat(e.getMessage()).isNotBlank();
                refused.merge(e.status(), 1, Integer::sum);
            }
            assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                    .as("upload %d of %s", i, from.type())
                    .isLessThan(MOST_BYTES);
        }

        assertThat(taken + refused.values().stream().mapToInt(Integer::intValue).sum())
                .isEqualTo(UPLOADS);
        // The damage is mild enough to leave images whole, and deep enough to break some.
        assertThat(taken).isBetween(UPLOADS / 20, UPLOADS * 9 / 10);
        assertThat(rejected).isGreaterThan(UPLOADS / 100);
        assertThat(refused.keySet()).isSubsetOf(BadUploadException.TOO_LARGE, BadUploadException.UNUSABLE);
    }

    private static List<Upload> valid() throws IOException {
        BufferedImage colour = new BufferedImage(9, 7, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 63; i++) {
            colour.setRGB(i % 9, i / 9, i * 0x9E3779B1);
        }
        byte[] png = Pictures.encode(colour, "png");
        byte[] jpg = Pictures.encode(colour, "jpg");
        byte[] gif = Pictures.encode(colour, "gif");
        return List.of(
                new Upload("image/png", png),
                new Upload("image/jpeg", jpg),
                new Upload("image/gif", gif),
                new Upload("image/bmp", Pictures.encode(colour, "bmp")),
                new Upload("application/x-tar", tar(png, jpg, gif)),
                new Upload("application/zip", zip(png, jpg, gif)),
                new Upload("multipart/form-data; boundary=xYz", form(png, jpg, gif)));
    }

    private static byte[] tar(byte[]... images) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(Tar.entry('x', "pax", "21 path=cat/long.png\n".getBytes(StandardCharsets.US_ASCII)));
        for (byte[] image : images) {
            out.writeBytes(Tar.entry('0', "in/dog/1.png", image));
        }
        out.writeBytes(Tar.end());
        return out.toByteArray();
    }

    private static byte[] zip(byte[]... images) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (int i = 0; i < images.length; i++) {
                zip.putNextEntry(new ZipEntry("cat/" + i + ".png"));
                zip.write(images[i]);
            }
        }
        return out.toByteArray();
    }

    private static byte[] form(byte[]... images) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] image : images) {
            out.writeBytes("--xYz\r\nContent-Disposition: form-data; name=a; filename=\"cat/a.png\"\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            out.writeBytes(image);
            out.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        out.writeBytes("--xYz--\r\n".getBytes(StandardCharsets.US_ASCII));
        return out.toByteArray();
    }

    private byte[] mutate(byte[] body, List<Upload> valid) {
        byte[] mutated = body.clone();
        for (int damages = 1 + random.nextInt(3); damages > 0 && mutated.length > 1; damages--) {
            int at = random.nextInt(mutated.length);
            switch (random.nextInt(7)) {
                case 0 -> mutated = Arrays.copyOf(mutated, at);
                case 1 -> mutated[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> mutated[at] = (byte) (random.nextBoolean() ? 0xFF : 0);
                case 3 -> Arrays.fill(mutated, at, Math.min(mutated.length, at + 4), (byte) random.nextInt(256));
                case 4 -> mutated = splice(mutated, at, at + random.nextInt(20), new byte[0]);
                case 5 -> {
                    byte[] noise = new byte[random.nextInt(20)];
                    random.nextBytes(noise);
                    mutated = splice(mutated, at, at, noise);
                }
                default -> {
                    byte[] other = valid.get(random.nextInt(valid.size())).body();
                    int from = random.nextInt(other.length);
                    int to = Math.min(other.length, from + random.nextInt(200));
                    mutated = splice(mutated, at, at, Arrays.copyOfRange(other, from, to));
                }
            }
        }
        return mutated;
    }

    /** {@code bytes} with {@code middle} in place of {@code from} to {@code to}. */
    private static byte[] splice(byte[] bytes, int from, int to, byte[] middle) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, from);
        out.writeBytes(middle);
        int end = Math.min(bytes.length, to);
        out.write(bytes, end, bytes.length - end);
        return out.toByteArray();
    }
}
