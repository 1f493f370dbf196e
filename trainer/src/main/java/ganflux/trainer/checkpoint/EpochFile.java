package ganflux.trainer.checkpoint;

import ganflux.stream.command.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The number of the newest start of a run, in the file {@code epoch} beside its checkpoints. */
final class EpochFile {
    private final Path directory;
    private final Path file;

    EpochFile(Path directory) {
        this.directory = directory;
        file = directory.resolve("epoch");
    }

    /** Counts one further, on the disk, and returns the number. */
    long begin() {
        try {
            Files.createDirectories(directory);
            Path run = directory.toAbsolutePath().getParent();
            if (run != null) {
                Disk.force(run);
            }
            long epoch = 1 + newest();
            Path made = directory.resolve("tmp-epoch");
            Files.writeString(made, epoch + "\n");
            Disk.force(made);
            Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
            Disk.force(directory);
            return epoch;
        } catch (IOException e) {
            throw new UserError(
                    "the checkpoints' directory " + directory + " cannot be written (" + e
                            + "); make room there, or let this user write it",
                    e);
        }
    }

    /** The newest start; 0 where there was none. */
    private long newest() throws IOException {
        try {
            return Files.exists(file) ? Long.parseLong(Files.readString(file).strip()) : 0;
        } catch (NumberFormatException e) {
            throw new IOException(file + " holds no number", e);
        }
    }

    /**
     * Refuses what an earlier start would write.
     *
     * @throws StaleWriterException where there is a newer start than {@code own}
     */
    void requireNewest(long own) throws IOException {
        long newest = newest();
        if (newest > own) {
            throw new StaleWriterException(directory, own, newest);
        }
    }
}
