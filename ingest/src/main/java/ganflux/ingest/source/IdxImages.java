package ganflux.ingest.source;

import ganflux.stream.command.UserError;
import java.nio.file.Path;
import java.util.Optional;

/** The grey images of an IDX file, with the labels of another where it is given; held in memory once. */
final class IdxImages implements ImageSet {
    private final Path file;
    private final ImageShape shape;
    private final int size;
    private final byte[] pixels;
    private final byte[] labels;

    private IdxImages(Path file, IdxFile images, byte[] labels) {
        this.file = file;
        size = images.sizes()[0];
        shape = new ImageShape(1, new ImageSize(images.sizes()[1], images.sizes()[2]));
        pixels = images.values();
        this.labels = labels;
    }

    /**
     * Reads and checks both files wholly.
     *
     * @throws UserError where a file is not sound, they disagree, or the images have another shape than the one wanted:
     *     they are never resized
     */
    static IdxImages open(Path imagesFile, Optional<Path> labelsFile, SourceOptions options) {
        IdxFile images = IdxFile.read(imagesFile, "images", 3);
        checkSides(imagesFile, images);
        byte[] labels = labelsFile
                .map(file -> labels(file, imagesFile, images.sizes()[0]))
                .orElse(new byte[0]);
        IdxImages set = new IdxImages(imagesFile, images, labels);
        options.requireShape(set.file, set.shape, "idx");
        return set;
    }

    private static byte[] labels(Path file, Path imagesFile, int images) {
        byte[] labels = IdxFile.read(file, "labels", 1).values();
        if (labels.length != images) {
            throw new UserError(file + " holds " + labels.length + " labels, but " + imagesFile + " holds " + images
                    + " images; give files that belong together");
        }
        return labels;
    }

    private static void checkSides(Path file, IdxFile images) {
        int height = images.sizes()[1];
        int width = images.sizes()[2];
        if (height > ImageSize.MAX_SIDE || width > ImageSize.MAX_SIDE) {
            throw new UserError(file + " has images of " + height + "x" + width + "; both sides must be 1 to "
                    + ImageSize.MAX_SIDE);
        }
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public ImageShape shape() {
        return shape;
    }

    @Override
    public int label(int item) {
        return labels.length == 0 ? Image.UNLABELLED : Byte.toUnsignedInt(labels[item]);
    }

    @Override
    public String name(int item) {
        return file + "[" + item + "]";
    }

    @Override
    public byte[] pixels(int item) {
        byte[] copy = new byte[shape.bytes()];
        System.arraycopy(pixels, item * copy.length, copy, 0, copy.length);
        return copy;
    }
}
