package ganflux.trainer.gan;

import ganflux.trainer.preset.Preset.PixelRange;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** The one place where the bytes of pixels and of points become floats, and floats become bytes again. */
public final class PixelScale {
    private final boolean plain; // little-endian floats, as they are
    private final float[] value = new float[256];
    private final float zero;
    private final float perUnit;

    /** Scales to and from {@code range}. */
    public PixelScale(PixelRange range) {
        plain = range == PixelRange.FLOAT;
        zero = range == PixelRange.SIGNED ? 127.5f : 0f;
        perUnit = range == PixelRange.SIGNED ? 127.5f : 255f;
        for (int i = 0; i < 256; i++) {
            value[i] = (i - zero) / perUnit;
        }
    }

    /**
     * Writes values as floats to the start of {@code target}.
     *
     * @param from the first value, counted in values: a byte each, or four of a {@link PixelRange#FLOAT}
     */
    public void toFloats(byte[] pixels, int from, int count, FloatBuffer target) {
        if (plain) {
            FloatBuffer values = little(pixels).asFloatBuffer();
            target.put(0, values, from, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            target.put(i, value[pixels[from + i] & 0xFF]);
        }
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * The bytes of the first {@code count} floats. Of pixels the nearest: what lies outside the range is clamped, NaN becomes 0.
     * Of points as they are.
     */
    public byte[] toBytes(FloatBuffer source, int count) {
        if (plain) {
            byte[] points = new byte[count * Float.BYTES];
            little(points).asFloatBuffer().put(0, source, 0, count);
            return points;
        }
        byte[] pixels = new byte[count];
        for (int i = 0; i < count; i++) {
            pixels[i] = (byte) Math.max(0, Math.min(255, Math.round(source.get(i) * perUnit + zero)));
        }
        return pixels;
    }
}
