package ganflux.broker;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Exclusive use of a directory by one process. Kafka has a lock of its own, but two nodes damage a directory before it
 * stops the second. The operating system releases the lock when its process dies.
 */
final class DirectoryLock implements AutoCloseable {
    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Locks {@code directory}, which is created where absent.
     *
     * @throws BrokerException where another broker has it, or it cannot be written
     */
    static DirectoryLock take(Path directory) {
        FileChannel channel = open(directory);
        boolean locked = false;
        try {
            FileLock lock = channel.tryLock();
            locked = lock != null;
        } catch (OverlappingFileLockException e) {
            locked = false; // held by this very process
        } catch (IOException e) {
            throw unusable(directory, e);
        } finally {
            if (!locked) {
                closeQuietly(channel);
            }
        }
        if (!locked) {
            throw new BrokerException("the broker directory " + directory
                    + " is in use by another broker; stop the other process or choose another directory");
        }
        return new DirectoryLock(channel);
    }

    private static FileChannel open(Path directory) {
        try {
            Files.createDirectories(directory);
            return FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw unusable(directory, e);
        }
    }

    private static BrokerException unusable(Path directory, IOException e) {
        return new BrokerException(
                "the broker directory " + directory + " cannot be written: " + e + "; choose another directory", e);
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // Nothing was written; the lock is gone with the process at the latest.
        }
    }

    @Override
    public void close() {
        closeQuietly(channel);
    }
}
