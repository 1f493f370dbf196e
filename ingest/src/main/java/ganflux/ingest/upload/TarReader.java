package ganflux.ingest.upload;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tar archive from front to back: POSIX ustar with pax headers, and GNU's long names. Blocks between archives that
 * follow each other are passed over. Not thread-safe.
 */
public final class TarReader {
    private static final int BLOCK = 512;
    private static final int LONGEST_NAME = 1 << 16;

    private final InputStream in;
    private long left; // bytes of the current entry not read yet
    private long padding; // behind it, up to the block's end
    private boolean begun; // whether there was an entry
    private boolean ended; // whether the last block said so

    /** Reads {@code in}, which stays the caller's. */
    public TarReader(InputStream in) {
        this.in = in;
    }

    /**
     * What the archive says of an entry.
     *
     * @param isFile whether it is a plain file
     */
    public record Entry(String name, long size, boolean isFile) {}

    /**
     * Goes to the next entry, over what is left of the current one; null at the end of the stream.
     *
     * @throws BadUploadException where there is no tar archive, or it is cut off
     */
    public @Nullable Entry next() throws IOException {
        String longName = null;
        long longSize = -1;
        while (true) {
            skip(left + padding);
            byte[] header = in.readNBytes(BLOCK);
            if (header.length == 0 && ended) {
                return null;
            }
            if (header.length < BLOCK) {
                throw damaged(begun ? "it is cut off" : "there is none");
            }
            if (isZero(header)) {
                ended = true;
                left = 0;
                padding = 0;
                continue;
            }
            begun = true;
            ended = false;
            checkSum(header);
            long size = longSize >= 0 ? longSize : number(header, 124, 12);
            if (size < 0) {
                throw damaged("an entry has a size of " + size);
            }
            left = size;
            padding = (BLOCK - size % BLOCK) % BLOCK;
            switch (header[156]) {
                case 'L' -> longName = text(bytes(LONGEST_NAME), 0, LONGEST_NAME);
                case 'x' -> {
                    byte[] pax = bytes(LONGEST_NAME);
                    String path = PaxHeader.value(pax, "path");
                    String paxSize = PaxHeader.value(pax, "size");
                    longName = path == null ? longName : path;
                    longSize = paxSize == null ? -1 : PaxHeader.decimal(paxSize);
                }
                case 'g', 'K' -> longSize = -1; // for all entries, and of a link: nothing that matters here
                case 'S' -> throw damaged("it holds a sparse file, which is not read");
                default -> {
                    return new Entry(longName == null ? name(header) : longName, size, isFile(header[156]));
                }
            }
        }
    }

    /**
     * The bytes of the current entry.
     *
     * @throws BadUploadException where there are more than {@code most}, or they are cut off
     */
    public byte[] bytes(int most) throws IOException {
        if (left > most) {
            throw new BadUploadException(
                    BadUploadException.TOO_LARGE, "a file of " + left + " bytes, more than the " + most + " allowed");
        }
        byte[] bytes = in.readNBytes((int) left);
        if (bytes.length < left) {
            throw damaged("it is cut off");
        }
        skip(padding); // now, so that whoever asks whether more is there is not told of this
        left = 0;
        padding = 0;
        return bytes;
    }

    private void skip(long bytes) throws IOException {
        try {
            in.skipNBytes(bytes);
        } catch (EOFException e) {
            throw damaged("it is cut off");
        }
    }

    private static boolean isFile(byte type) {
        return type == '0' || type == 0 || type == '7';
    }

    private static String name(byte[] header) {
        String name = text(header, 0, 100);
        boolean ustar = text(header, 257, 5).equals("ustar") && header[262] == 0; // GNU's own has other fields there
        String prefix = ustar ? text(header, 345, 155) : "";
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    private static void checkSum(byte[] header) throws BadUploadException {
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= 148 && i < 156 ? ' ' : header[i] & 255;
        }
        if (sum != number(header, 148, 8)) {
            throw damaged("a header's checksum is wrong; is it one?");
        }
    }

    /** A number in octal digits, or where the first bit is set, in binary. */
    private static long number(byte[] header, int from, int length) throws BadUploadException {
        if ((header[from] & 0x80) != 0) {
            long value = header[from] & 0x7f;
            for (int i = from + 1; i < from + length; i++) {
                if (value >>> 55 != 0) {
                    throw damaged("a number is too large");
                }
                value = (value << 8) | (header[i] & 255);
            }
            return value;
        }
        String digits = text(header, from, length).strip();
        if (!digits.matches("[0-7]{1,12}")) {
            throw damaged("'" + digits + "' is no number");
        }
        return Long.parseLong(digits, 8);
    }

    private static String text(byte[] bytes, int from, int most) {
        int end = from;
        while (end < bytes.length && end < from + most && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, from, end - from, StandardCharsets.UTF_8);
    }

    private static boolean isZero(byte[] block) {
        return Arrays.mismatch(block, new byte[BLOCK]) < 0;
    }

    static BadUploadException damaged(String why) {
        return new BadUploadException(BadUploadException.UNUSABLE, "the tar archive cannot be used: " + why);
    }
}
