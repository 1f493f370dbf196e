package ganflux.ingest.upload;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes tar archives for tests. */
public final class Tar {
    private static final int BLOCK = 512;

    private Tar() {}

    /** An archive of files with these names and contents. */
    public static byte[] of(String... namesAndContents) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < namesAndContents.length; i += 2) {
            out.writeBytes(entry('0', namesAndContents[i], namesAndContents[i + 1].getBytes(StandardCharsets.UTF_8)));
        }
        out.writeBytes(end());
        return out.toByteArray();
    }

    /** One entry, padded to whole blocks. */
    public static byte[] entry(char type, String name, byte[] content) {
        byte[] entry = new byte[BLOCK + (content.length + BLOCK - 1) / BLOCK * BLOCK];
        write(entry, 0, name);
        write(entry, 100, "0000644\0");
        write(entry, 124, String.format("%011o\0", content.length));
        entry[156] = (byte) type;
        write(entry, 257, "ustar\00000");
        Arrays.fill(entry, 148, 156, (byte) ' ');
        int sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += entry[i] & 255;
        }
        write(entry, 148, String.format("%06o\0 ", sum));
        System.arraycopy(content, 0, entry, BLOCK, content.length);
        return entry;
    }

    /** What ends an archive. */
    public static byte[] end() {
        return new byte[2 * BLOCK];
    }

    private static void write(byte[] entry, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, entry, at, bytes.length);
    }
}
