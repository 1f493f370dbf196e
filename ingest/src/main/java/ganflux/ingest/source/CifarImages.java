package ganflux.ingest.source;

import ganflux.stream.command.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Files in CIFAR-10's binary form (Krizhevsky 2009), read wholly: records of a label from 0 to 9 and 32x32 pixels of red, then of
 * green, then of blue.
 */
final class CifarImages implements ImageSet {
    private static final int CLASSES = 10;
    private static final ImageShape SHAPE = new ImageShape(3, new ImageSize(32, 32));
    private static final int RECORD = 1 + SHAPE.bytes();
    private static final String BATCHES = "data_batch_*.bin";

    private final Path place;
    private final byte[] records;

    private CifarImages(Path place, byte[] records) {
        this.place = place;
        this.records = records;
    }

    /**
     * Reads and checks a file, or in a directory all files {@code data_batch_*.bin} in the order of their names.
     *
     * @throws UserError where a file is not sound, or another shape is wanted: images are never resized
     */
    static CifarImages open(Path place, SourceOptions options) {
        options.requireShape(place, SHAPE, "cifar10");
        List<Path> files = files(place);
        byte[] records = new byte[files.stream().mapToInt(CifarImages::length).reduce(0, Math::addExact)];
        int at = 0;
        for (Path file : files) {
            at = read(file, records, at);
        }
        if (at < records.length) {
            throw new UserError(place + " became shorter while it was read; fetch it again");
        }
        return new CifarImages(place, records);
    }

    private static List<Path> files(Path place) {
        if (!Files.isDirectory(place)) {
            return List.of(place);
        }
        var matcher = place.getFileSystem().getPathMatcher("glob:" + BATCHES);
        try (Stream<Path> listed = Files.list(place)) {
            List<Path> files = listed.filter(file -> matcher.matches(file.getFileName()))
                    .sorted()
                    .toList();
            if (files.isEmpty()) {
                throw new UserError("cifar10 directory " + place + " has no files " + BATCHES
                        + "; './ganflux download cifar10 --to DIR' fetches them");
            }
            return files;
        } catch (IOException e) {
            throw new UserError(place + " cannot be listed (" + e + "); check the directory and its rights", e);
        }
    }

    private static int length(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new UserError("cifar10 file " + file + (Files.exists(file) ? " is not a file" : " does not exist")
                    + "; './ganflux download cifar10 --to DIR' fetches it");
        }
        long length = file.toFile().length();
        if (length == 0 || length % RECORD != 0 || length > Integer.MAX_VALUE) {
            throw new UserError(file + " has " + length + " bytes, but cifar10's binary form has records of " + RECORD
                    + "; fetch the file again");
        }
        return (int) length;
    }

    /** Reads a file to {@code records} from {@code at} on, and returns where it ends. */
    private static int read(Path file, byte[] records, int at) {
        int end;
        try (InputStream in = Files.newInputStream(file)) {
            end = at + in.readNBytes(records, at, Math.min(length(file), records.length - at));
        } catch (IOException e) {
            throw new UserError(file + " cannot be read (" + e.getMessage() + "); check the file and its rights", e);
        }
        for (int label = at; label < end; label += RECORD) {
            if (Byte.toUnsignedInt(records[label]) >= CLASSES) {
                throw new UserError(file + " has label " + Byte.toUnsignedInt(records[label]) + " in record "
                        + (label - at) / RECORD + ", but cifar10 has 0 to 9; give the binary version");
            }
        }
        return end;
    }

    @Override
    public int size() {
        return records.length / RECORD;
    }

    @Override
    public ImageShape shape() {
        return SHAPE;
    }

    @Override
    public int label(int item) {
        return records[item * RECORD];
    }

    @Override
    public String name(int item) {
        return place + "[" + item + "]";
    }

    @Override
    public byte[] pixels(int item) {
        return Arrays.copyOfRange(records, item * RECORD + 1, (item + 1) * RECORD);
    }
}
