package ganflux.ingest.upload;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/** The files of a zip archive. What they unpack to is bounded for all of them together. */
final class ZipParts {
    private static final int END_LENGTH = 22;
    private static final int LONGEST_COMMENT = 65535;

    /** What the format takes names for that are not marked as UTF-8 (APPNOTE.TXT, appendix D); a slim Java may not have it. */
    private static final Charset OLD =
            Charset.isSupported("IBM437") ? Charset.forName("IBM437") : StandardCharsets.ISO_8859_1;

    private ZipParts() {}

    static void read(byte[] body, UploadLimits limits, Upload.Receiver receiver) throws IOException {
        int end = end(body);
        Charset names = new ZipNames(body, end).areUtf8() ? StandardCharsets.UTF_8 : OLD;
        int left = limits.bytes();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(body), names)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                byte[] bytes = zip.readNBytes(left + 1); // also of what is ignored: to skip it is to unpack it
                if (bytes.length > left) {
                    throw limits.tooManyBytes("the archive unpacks to");
                }
                left -= bytes.length;
                if (entry.isDirectory()) {
                    continue;
                }
                if (Part.looksLikeAnImage(entry.getName())) {
                    receiver.part(new Part(entry.getName(), bytes));
                } else {
                    receiver.ignored(entry.getName());
                }
            }
        } catch (ZipException | EOFException | IllegalArgumentException e) {
            throw damaged(String.valueOf(e.getMessage()));
        }
    }

    /** The stream ends where the archive's list begins; without the mark behind that list, some of it is missing. */
    private static int end(byte[] body) throws BadUploadException {
        for (int at = body.length - END_LENGTH; at >= Math.max(0, body.length - END_LENGTH - LONGEST_COMMENT); at--) {
            if (body[at] == 'P' && body[at + 1] == 'K' && body[at + 2] == 5 && body[at + 3] == 6) {
                return at;
            }
        }
        throw damaged("it has no end");
    }

    private static BadUploadException damaged(String why) {
        return new BadUploadException(BadUploadException.UNUSABLE, "the zip archive is damaged or cut off: " + why);
    }
}
