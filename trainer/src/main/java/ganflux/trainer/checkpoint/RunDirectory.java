package ganflux.trainer.checkpoint;

import ganflux.stream.command.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Properties;

/**
 * The directory of one run, held by one trainer at a time: {@code checkpoints/}, {@code run.properties} (the resolved
 * configuration of the last start) and {@code trainer.lock}.
 */
public final class RunDirectory implements AutoCloseable {
    private final Path path;
    private final FileChannel channel;
    private final FileLock lock;

    private RunDirectory(Path path, FileChannel channel, FileLock lock) {
        this.path = path;
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Makes the directory where it is absent and takes its lock.
     *
     * @throws UserError where it cannot be written, or another process holds it
     */
    public static RunDirectory open(Path path) {
        FileChannel channel;
        try {
            Files.createDirectories(path);
            channel =
                    FileChannel.open(path.resolve("trainer.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UserError(
                    "--dir " + path + " cannot be written (" + e + "); give a directory that this user may write", e);
        }
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return new RunDirectory(path, channel, lock);
            }
        } catch (OverlappingFileLockException e) {
            // Held by this very process: the same answer.
        } catch (IOException e) {
            throw new UserError("--dir " + path + " cannot be locked (" + e + "); give a directory on a local disk", e);
        }
        closeQuietly(channel);
        throw new UserError("--dir " + path + " is in use by another process; stop that one or give another --dir");
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The directory itself. */
    public Path path() {
        return path;
    }

    /** Where checkpoints are kept below a run's directory. */
    public static Path checkpoints(Path run) {
        return run.resolve("checkpoints");
    }

    /** Where the best checkpoint is kept below a run's directory. */
    public static Path best(Path run) {
        return checkpoints(run).resolve("best");
    }

    /** Keeps the resolved configuration as {@code run.properties}. */
    public void saveConfiguration(Map<String, String> configuration) {
        Properties properties = new Properties();
        properties.putAll(configuration);
        try (Writer writer = Files.newBufferedWriter(path.resolve("run.properties"))) {
            properties.store(writer, "Resolved configuration of the last start");
        } catch (IOException e) {
            throw new UserError("run.properties cannot be written in --dir " + path + " (" + e + ")", e);
        }
    }

    @Override
    public void close() {
        try {
            lock.release();
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
