package ganflux.ingest.download;

import ganflux.ingest.upload.TarReader;
import ganflux.ingest.upload.TarReader.Entry;
import ganflux.stream.command.UserError;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** Takes the batches out of CIFAR-10's archive. Names in it are only compared, never used as paths. */
final class CifarArchive {
    private static final Pattern BATCH = Pattern.compile("(?:.*/)?((?:data_batch_[1-5]|test_batch)\\.bin)");
    private static final int MOST = 10_000 * 3073;

    private CifarArchive() {}

    /**
     * Puts the batches beside the archive, unless they are there in full.
     *
     * @return how many were written
     * @throws UserError where that cannot be
     */
    static int unpack(Path archive, Path directory) {
        int written = 0;
        try (InputStream in = new BufferedInputStream(new GZIPInputStream(Files.newInputStream(archive)))) {
            TarReader tar = new TarReader(in);
            for (Entry entry = tar.next(); entry != null; entry = tar.next()) {
                var batch = BATCH.matcher(entry.name());
                if (entry.isFile() && batch.matches()) {
                    written += write(tar, entry, directory.resolve(batch.group(1)));
                }
            }
        } catch (IOException e) {
            throw new UserError(archive + " cannot be unpacked (" + e + "); remove it and fetch it again", e);
        }
        return written;
    }

    private static int write(TarReader tar, Entry entry, Path target) throws IOException {
        if (Files.exists(target) && Files.size(target) == entry.size()) {
            return 0;
        }
        Path part = target.resolveSibling(target.getFileName() + ".part");
        Files.write(part, tar.bytes(MOST));
        Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        return 1;
    }
}
