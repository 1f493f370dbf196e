package ganflux.ingest.source;

import java.util.Arrays;

/**
 * One image, or point, of a source.
 *
 * @param id its index in the source's stream, from 0; never reused, also when a set is repeated
 * @param label its class, or {@link #UNLABELLED}
 * @param pixels unsigned bytes in the order channel, row, column, or the little-endian floats of a point; made for this image,
 *     so whoever holds it owns them
 */
@SuppressWarnings("ArrayRecordComponent") // Equality is defined below, ownership above.
public record Image(long id, int label, byte[] pixels) {
    /** The label of an image whose class is not known. */
    public static final int UNLABELLED = -1;

    @Override
    public boolean equals(Object other) {
        return other instanceof Image image
                && id == image.id
                && label == image.label
                && Arrays.equals(pixels, image.pixels);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Long.hashCode(id) + label) + Arrays.hashCode(pixels);
    }

    @Override
    public String toString() {
        return "Image[id=" + id + ", label=" + label + ", bytes=" + pixels.length + "]";
    }
}
