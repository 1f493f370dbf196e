package ganflux.ingest.source;

import ganflux.stream.command.UserError;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A file of unsigned bytes in MNIST's IDX format, read wholly: magic number 0x0000080D with D dimensions, D sizes as
 * big-endian 32-bit numbers, then the values. Plain or gzip, told apart by the first two bytes.
 *
 * @param sizes one for each dimension
 * @param values the values, the last dimension varying fastest; owned by this record and not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record IdxFile(int[] sizes, byte[] values) {
    private static final int UNSIGNED_BYTES = 0x00000800;
    private static final long MAX_VALUES = Integer.MAX_VALUE - 16; // The longest array.

    /**
     * Reads and checks {@code file}.
     *
     * @param what "images" or "labels", for messages
     * @param dimensions that the file must have
     * @throws UserError where the file is anything but whole and sound
     */
    static IdxFile read(Path file, String what, int dimensions) {
        if (!Files.isRegularFile(file)) {
            throw new UserError("idx " + what + " file " + file
                    + (Files.exists(file) ? " is not a file" : " does not exist")
                    + "; give the path of an MNIST-format file, plain or .gz");
        }
        try (InputStream in = open(file)) {
            return read(in, file, what, dimensions);
        } catch (ZipException e) {
            throw new UserError(file + " is corrupt gzip data (" + e.getMessage() + "); fetch the file again", e);
        } catch (EOFException e) {
            throw new UserError(file + " is gzip data that ends too early; fetch the file again", e);
        } catch (IOException e) {
            throw new UserError(file + " cannot be read (" + e.getMessage() + "); check the file and its rights", e);
        }
    }

    private static InputStream open(Path file) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        try {
            in.mark(2);
            boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
            in.reset();
            return gzip ? new GZIPInputStream(in, 1 << 16) : in;
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    private static IdxFile read(InputStream in, Path file, String what, int dimensions) throws IOException {
        int headerBytes = 4 + 4 * dimensions;
        byte[] head = in.readNBytes(headerBytes);
        if (head.length >= 4) {
            checkMagic(ByteBuffer.wrap(head).getInt(), file, what, dimensions);
        }
        if (head.length < headerBytes) {
            throw new UserError(file + " is truncated: it holds " + head.length + " bytes, but the header of idx "
                    + what + " takes " + headerBytes + "; fetch the file again");
        }
        int[] sizes = new int[dimensions];
        ByteBuffer.wrap(head, 4, headerBytes - 4).asIntBuffer().get(sizes);
        String promised =
                Arrays.stream(sizes).mapToObj(Integer::toUnsignedString).collect(Collectors.joining("x"));
        long expected = product(sizes);
        if (expected < 1 || expected > MAX_VALUES) {
            throw new UserError(
                    file + " has a header for " + promised + " values; the product must be 1 to " + MAX_VALUES);
        }
        byte[] values = in.readNBytes((int) expected);
        if (values.length < expected) {
            throw new UserError(file + " is truncated: its header promises " + promised + " = " + expected
                    + " bytes, but " + values.length + " follow; fetch the file again");
        }
        long extra = in.transferTo(OutputStream.nullOutputStream());
        if (extra > 0) {
            throw new UserError(file + " has trailing bytes: its header promises " + promised + " = " + expected
                    + " bytes, but " + (expected + extra) + " follow; fetch the file again");
        }
        return new IdxFile(sizes, values);
    }

    private static void checkMagic(int magic, Path file, String what, int dimensions) {
        int required = UNSIGNED_BYTES + dimensions;
        if (magic != required) {
            throw new UserError(String.format(
                    "%s has magic number 0x%08X, but idx %s need 0x%08X; give an MNIST-format file of %s",
                    file, magic, what, required, what));
        }
    }

    private static long product(int[] sizes) {
        long product = 1;
        for (int size : sizes) {
            if (size < 1 || product > MAX_VALUES) {
                return size < 1 ? 0 : product;
            }
            product *= size;
        }
        return product;
    }
}
