package ganflux.trainer.gan;

import ganflux.trainer.preset.Preset.PixelRange;
import java.nio.FloatBuffer;

/** The one place where pixels' bytes become floats and floats become bytes again. */
public final class PixelScale {
    private final float[] value = new float[256];
    private final float zero;
    private final float perUnit;

    /** Scales to and from {@code range}. */
    public PixelScale(PixelRange range) {
        zero = range == PixelRange.SIGNED ? 127.5f : 0f;
        perUnit = range == PixelRange.SIGNED ? 127.5f : 255f;
        for (int i = 0; i < 256; i++) {
            value[i] = (i - zero) / perUnit;
        }
    }

    /** Writes {@code pixels[from .. from + count)} as floats to the start of {@code target}. */
    public void toFloats(byte[] pixels, int from, int count, FloatBuffer target) {
        for (int i = 0; i < count; i++) {
            target.put(i, value[pixels[from + i] & 0xFF]);
        }
    }

    /** The nearest bytes of the first {@code count} floats; what lies outside the range is clamped, NaN becomes 0. */
    public byte[] toBytes(FloatBuffer source, int count) {
        byte[] pixels = new byte[count];
        for (int i = 0; i < count; i++) {
            pixels[i] = (byte) Math.max(0, Math.min(255, Math.round(source.get(i) * perUnit + zero)));
        }
        return pixels;
    }
}
