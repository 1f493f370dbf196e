package ganflux.ingest.upload;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The parts of a form (RFC 7578). One with a file name is a file, whatever it is called; one without is a text field. */
final class Multipart {
    private static final Pattern BOUNDARY =
            Pattern.compile(";\\s*boundary=(?:\"([^\"]{1,70})\"|([^;\\s\"]{1,70}))", Pattern.CASE_INSENSITIVE);
    private static final Pattern NAME = parameter("name");
    private static final Pattern FILE_NAME = parameter("filename");
    private static final int LONGEST_HEAD = 8192;
    private static final int LONGEST_FIELD = 1024;
    private static final byte[] HEAD_END = {'\r', '\n', '\r', '\n'};

    private Multipart() {}

    private static Pattern parameter(String name) {
        return Pattern.compile("[;\\s]" + name + "=(?:\"((?:[^\"\\\\\r\n]|\\\\.)*+)\"|([^;\\s\"]++))");
    }

    static void read(String contentType, byte[] body, Upload.Receiver receiver) throws IOException {
        Matcher boundary = BOUNDARY.matcher(contentType);
        if (!boundary.find()) {
            throw damaged("its content type names no boundary");
        }
        byte[] mark = ("--" + value(boundary)).getBytes(StandardCharsets.UTF_8);
        byte[] innerMark = ("\r\n--" + value(boundary)).getBytes(StandardCharsets.UTF_8);
        int at = startsWith(body, 0, mark) ? 0 : indexOf(body, innerMark, 0, body.length) + 2;
        if (at == 1) {
            throw damaged("its boundary does not occur");
        }
        at += mark.length;
        while (!startsWith(body, at, new byte[] {'-', '-'})) {
            int head = lineEnd(body, at);
            int next = indexOf(body, innerMark, head - 2, body.length); // A part may be empty.
            if (next < 0) {
                throw damaged("it is cut off");
            }
            part(body, head, next, receiver);
            at = next + innerMark.length;
        }
    }

    private static void part(byte[] body, int from, int to, Upload.Receiver receiver) throws IOException {
        int headEnd = indexOf(body, HEAD_END, from - 2, Math.min(to, from + LONGEST_HEAD)); // There may be no header.
        if (headEnd < 0) {
            throw damaged("a part has no end of its headers");
        }
        String head = new String(body, from, Math.max(0, headEnd - from), StandardCharsets.UTF_8);
        byte[] content = Arrays.copyOfRange(body, Math.min(headEnd + HEAD_END.length, to), to);
        String disposition = disposition(head);
        String fileName = find(FILE_NAME, disposition);
        if (fileName == null) {
            String name = find(NAME, disposition);
            if (name != null && content.length <= LONGEST_FIELD) {
                receiver.field(name, new String(content, StandardCharsets.UTF_8).strip());
            }
        } else if (!fileName.isEmpty() || content.length > 0) { // Browsers send an empty one where none was chosen.
            receiver.part(new Part(fileName, content));
        }
    }

    private static String disposition(String head) {
        return head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-disposition:"))
                .findFirst()
                .orElse("");
    }

    private static @Nullable String find(Pattern parameter, String line) {
        Matcher matcher = parameter.matcher(line);
        return matcher.find() ? value(matcher).replaceAll("\\\\(.)", "$1") : null;
    }

    private static String value(Matcher matcher) {
        String quoted = matcher.group(1);
        return quoted == null ? matcher.group(2) : quoted;
    }

    /** Behind the line break at {@code at}, which blanks may precede. */
    private static int lineEnd(byte[] body, int at) throws BadUploadException {
        int end = at;
        while (end < body.length && (body[end] == ' ' || body[end] == '\t')) {
            end++;
        }
        if (!startsWith(body, end, new byte[] {'\r', '\n'})) {
            throw damaged("no line ends behind its boundary");
        }
        return end + 2;
    }

    private static boolean startsWith(byte[] body, int at, byte[] wanted) {
        return at >= 0
                && at + wanted.length <= body.length
                && Arrays.equals(body, at, at + wanted.length, wanted, 0, wanted.length);
    }

    /** Where {@code wanted} begins, within {@code from} to {@code to}; -1 where it does not occur wholly. */
    private static int indexOf(byte[] body, byte[] wanted, int from, int to) {
        for (int at = Math.max(0, from); at <= to - wanted.length; at++) {
            if (body[at] == wanted[0] && startsWith(body, at, wanted)) {
                return at;
            }
        }
        return -1;
    }

    private static BadUploadException damaged(String why) {
        return new BadUploadException(BadUploadException.UNUSABLE, "the form is damaged or cut off: " + why);
    }
}
