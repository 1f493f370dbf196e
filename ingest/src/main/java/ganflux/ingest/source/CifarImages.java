package ganflux.ingest.source;

import ganflux.stream.command.UserError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
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
        requireShape(place, options);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Path file : files(place)) {
            all.writeBytes(read(file));
        }
        return new CifarImages(place, all.toByteArray());
    }

    private static void requireShape(Path place, SourceOptions options) {
        options.size().filter(size -> !size.equals(SHAPE.size())).ifPresent(size -> {
            throw new UserError("--size " + size + " does not fit " + place + ", whose images are " + SHAPE.size()
                    + "; cifar10 images are not resized: give --size " + SHAPE.size() + " or leave it out");
        });
        if (options.channels().orElse(SHAPE.channels()) != SHAPE.channels()) {
            throw new UserError("--channels " + options.channels().getAsInt() + " does not fit " + place
                    + ", whose images are RGB; give --channels 3 or leave it out");
        }
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

    private static byte[] read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new UserError("cifar10 file " + file + (Files.exists(file) ? " is not a file" : " does not exist")
                    + "; './ganflux download cifar10 --to DIR' fetches it");
        }
        byte[] records;
        try {
            records = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UserError(file + " cannot be read (" + e.getMessage() + "); check the file and its rights", e);
        }
        if (records.length == 0 || records.length % RECORD != 0) {
            throw new UserError(file + " has " + records.length + " bytes, but cifar10's binary form has records of "
                    + RECORD + "; fetch the file again");
        }
        for (int at = 0; at < records.length; at += RECORD) {
            if (Byte.toUnsignedInt(records[at]) >= CLASSES) {
                throw new UserError(file + " has label " + Byte.toUnsignedInt(records[at]) + " in record " + at / RECORD
                        + ", but cifar10 has 0 to 9; give the binary version");
            }
        }
        return records;
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
