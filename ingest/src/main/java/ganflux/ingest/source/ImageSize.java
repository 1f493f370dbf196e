package ganflux.ingest.source;

import ganflux.stream.command.UsageError;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Height and width of an image.
 *
 * @param height rows, 1 to {@value #MAX_SIDE}
 * @param width columns, 1 to {@value #MAX_SIDE}
 */
public record ImageSize(int height, int width) {
    /** The longest side that the wire contract allows. */
    public static final int MAX_SIDE = ganflux.stream.image.ImageShape.MAX_SIDE;

    private static final Pattern HEIGHT_X_WIDTH = Pattern.compile("([0-9]{1,5})x([0-9]{1,5})");

    /** Checks both sides. */
    public ImageSize {
        if (height < 1 || height > MAX_SIDE || width < 1 || width > MAX_SIDE) {
            throw new UsageError(
                    "image size " + height + "x" + width + " is out of range; both sides must be 1 to " + MAX_SIDE);
        }
    }

    /** Reads {@code HEIGHTxWIDTH}, such as {@code 28x28}. */
    public static ImageSize parse(String text) {
        Matcher sides = HEIGHT_X_WIDTH.matcher(text);
        if (!sides.matches()) {
            throw new UsageError("--size '" + text + "' must be HEIGHTxWIDTH, such as 28x28");
        }
        return new ImageSize(Integer.parseInt(sides.group(1)), Integer.parseInt(sides.group(2)));
    }

    /** Rows for columns, and columns for rows. */
    ImageSize onItsSide() {
        return new ImageSize(/* height= */ width, /* width= */ height);
    }

    @Override
    public String toString() {
        return height + "x" + width;
    }
}
