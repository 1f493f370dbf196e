package ganflux.ingest.source;

import java.util.Arrays;

/**
 * Turns pixels upright as Exif's orientation says: 2 to 4 mirror and turn by half, 5 to 8 exchange rows and columns too.
 */
final class Orientation {
    private Orientation() {}

    /** Whether an image of this orientation lies on its side. */
    static boolean isSideways(int orientation) {
        return orientation >= 5;
    }

    /**
     * Turns one plane upright, in place.
     *
     * @param upright size of the plane when it stands
     */
    static void apply(int orientation, ImageSize upright, byte[] pixels, int offset) {
        if (orientation == 1) {
            return;
        }
        int height = upright.height();
        int width = upright.width();
        byte[] lying = Arrays.copyOfRange(pixels, offset, offset + height * width);
        int storedWidth = isSideways(orientation) ? height : width;
        int storedHeight = isSideways(orientation) ? width : height;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int column = isSideways(orientation) ? y : x;
                int row = isSideways(orientation) ? x : y;
                // Which side of the stored image is the right, and which the bottom.
                boolean mirrored = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
                boolean upsideDown = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
                int fromColumn = mirrored ? storedWidth - 1 - column : column;
                int fromRow = upsideDown ? storedHeight - 1 - row : row;
                pixels[offset + y * width + x] = lying[fromRow * storedWidth + fromColumn];
            }
        }
    }
}
