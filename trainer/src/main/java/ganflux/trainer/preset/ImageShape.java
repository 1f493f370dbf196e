package ganflux.trainer.preset;

/**
 * Shape of one image: channels (1 grey, 3 RGB), rows, columns.
 */
public record ImageShape(int channels, int height, int width) {
    /** Values, or uint8 bytes, in one image. */
    public int size() {
        return channels * height * width;
    }

    @Override
    public String toString() {
        return channels + "x" + height + "x" + width;
    }
}
