package ganflux.ingest.upload;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The records of a pax header: {@code LENGTH KEY=VALUE\n}, the length counting all of it. */
final class PaxHeader {
    private static final int MOST_DIGITS = 18;

    private PaxHeader() {}

    /** The last value of {@code key}; null where there is none. */
    static @Nullable String value(byte[] header, String key) throws BadUploadException {
        String value = null;
        int at = 0;
        while (at < header.length && header[at] != 0) {
            int blank = at;
            while (blank < header.length && header[blank] != ' ') {
                blank++;
            }
            long length = decimal(new String(header, at, blank - at, StandardCharsets.US_ASCII));
            if (length <= blank - at + 1 || length > header.length - at || header[at + (int) length - 1] != '\n') {
                throw TarReader.damaged("a pax header has a record of " + length + " bytes");
            }
            int end = at + (int) length;
            String record = new String(header, blank + 1, end - blank - 2, StandardCharsets.UTF_8);
            if (record.startsWith(key + "=")) {
                value = record.substring(key.length() + 1);
            }
            at = end;
        }
        return value;
    }

    static long decimal(String digits) throws BadUploadException {
        if (digits.length() > MOST_DIGITS || !digits.matches("[0-9]+")) {
            throw TarReader.damaged("a pax header has a number that is none");
        }
        return Long.parseLong(digits);
    }
}
