package ganflux.ingest.source;

import ganflux.stream.command.UserError;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A text file that lines are added to and never taken from, held by one process at a time. A line that {@link #append} has
 * returned from survives a crash of the process and of the machine; one that a crash cut off is removed when the file is
 * opened again. Not thread-safe.
 *
 * <p>It is written without channels, whose files an interrupt would close.
 */
final class Journal implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Journal.class);

    private final Path path;
    private final RandomAccessFile file;
    private List<String> found;

    private Journal(Path path, RandomAccessFile file, List<String> found) {
        this.path = path;
        this.file = file;
        this.found = found;
    }

    /**
     * Opens {@code name} in {@code directory}, both made where they are absent.
     *
     * @throws UserError where that is not possible, or another process holds it
     */
    static Journal open(Path directory, String name) {
        Path path = directory.resolve(name);
        RandomAccessFile file = null;
        try {
            Files.createDirectories(directory);
            file = new RandomAccessFile(path.toFile(), "rw");
            if (!locked(file)) {
                throw new UserError("--state " + directory + " is in use by another ingest; stop it, or give another"
                        + " directory");
            }
            Journal journal = new Journal(path, file, wholeLines(file));
            syncDirectory(directory);
            file = null;
            return journal;
        } catch (IOException e) {
            throw new UserError(
                    "--state " + directory + " cannot be written (" + e
                            + "); give a directory that this user may write",
                    e);
        } finally {
            closeQuietly(file);
        }
    }

    private static boolean locked(RandomAccessFile file) throws IOException {
        try {
            return file.getChannel().tryLock() != null;
        } catch (OverlappingFileLockException e) { // held in this very process
            return false;
        }
    }

    /** A new file's name must survive a crash too; where directories cannot be synced there is no way, and no need. */
    private static void syncDirectory(Path directory) {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            log.debug("{} cannot be synced", directory, e);
        }
    }

    /** Reads all lines that end, and cuts off what follows them. */
    private static List<String> wholeLines(RandomAccessFile file) throws IOException {
        List<String> lines = new ArrayList<>();
        byte[] bytes = new byte[Math.toIntExact(file.length())];
        file.readFully(bytes);
        int from = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                lines.add(unescape(new String(bytes, from, i - from, StandardCharsets.UTF_8)));
                from = i + 1;
            }
        }
        file.setLength(from);
        file.seek(from);
        return lines;
    }

    /** The lines that were there when the file was opened; handed over once, as they may be many. */
    List<String> found() {
        List<String> lines = found;
        found = List.of();
        return lines;
    }

    Path path() {
        return path;
    }

    /** Adds {@code lines} and returns when the disk has them. */
    void append(List<String> lines) throws IOException {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(escape(line)).append('\n'));
        long end = file.getFilePointer();
        try {
            file.write(text.toString().getBytes(StandardCharsets.UTF_8));
            file.getFD().sync();
        } catch (IOException e) {
            file.setLength(end); // What did not reach the disk wholly must not be found later.
            file.seek(end);
            throw new IOException(path + " cannot be written (" + e.getMessage() + ")", e);
        }
    }

    private static String escape(String line) {
        return line.replace("\\", "\\\\").replace("\n", "\\n");
    }

    private static String unescape(String line) {
        if (line.indexOf('\\') < 0) {
            return line;
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\\' && i + 1 < line.length()) {
                char escaped = line.charAt(++i);
                text.append(escaped == 'n' ? '\n' : escaped);
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    @Override
    public void close() {
        closeQuietly(file);
    }

    private static void closeQuietly(@Nullable RandomAccessFile file) {
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                log.debug("A journal did not close", e);
            }
        }
    }
}
