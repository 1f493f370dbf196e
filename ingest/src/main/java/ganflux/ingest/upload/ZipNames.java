package ganflux.ingest.upload;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The names in the list at the end of a zip archive (APPNOTE.TXT, 4.3.12). */
final class ZipNames {
    private static final int ENTRY = 0x02014b50;
    private static final int FLAGS_AT = 8;
    private static final int LENGTHS_AT = 28; // of name, extra field and comment
    private static final int NAME_AT = 46;
    private static final int LIST_AT = 16; // in the mark behind the list
    private static final int MARKED_UTF8 = 1 << 11;

    private final ByteBuffer archive;
    private final int end;

    /** The names in {@code archive}, whose mark behind the list is at {@code end}. */
    ZipNames(byte[] archive, int end) {
        this.archive = ByteBuffer.wrap(archive).order(ByteOrder.LITTLE_ENDIAN);
        this.end = end;
    }

    /** Whether all names that are not marked as UTF-8 can be read as such, as far as the list can be followed. */
    boolean areUtf8() {
        int at = archive.getInt(end + LIST_AT);
        while (at >= 0 && at <= end - NAME_AT && archive.getInt(at) == ENTRY) {
            int name = unsigned(at + LENGTHS_AT);
            int next = at + NAME_AT + name + unsigned(at + LENGTHS_AT + 2) + unsigned(at + LENGTHS_AT + 4);
            if (next > end) {
                return true;
            }
            boolean marked = (unsigned(at + FLAGS_AT) & MARKED_UTF8) != 0;
            if (!marked && !isUtf8(archive.slice(at + NAME_AT, name))) {
                return false;
            }
            at = next;
        }
        return true;
    }

    private static boolean isUtf8(ByteBuffer name) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(name);
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private int unsigned(int at) {
        return Short.toUnsignedInt(archive.getShort(at));
    }
}
