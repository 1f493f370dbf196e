package ganflux.ingest.source;

import java.io.IOException;

/** A finite set of images with random access. Not thread-safe. */
interface ImageSet {
    /** How many images it has, readable or not; at least 1. */
    int size();

    /** The shape of every image. */
    ImageShape shape();

    /** The class of image {@code item}, or {@link Image#UNLABELLED}. */
    int label(int item);

    /** What to call image {@code item} before the user. */
    String name(int item);

    /**
     * Reads image {@code item}: unsigned bytes in the order channel, row, column, made for the caller. May block on a disk.
     *
     * @throws IOException where this one image cannot be read; the message says why
     */
    byte[] pixels(int item) throws IOException;
}
