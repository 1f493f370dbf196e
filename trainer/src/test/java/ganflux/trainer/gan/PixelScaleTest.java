package ganflux.trainer.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ganflux.trainer.preset.Preset.PixelRange;
import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PixelScaleTest {
    @ParameterizedTest
    @EnumSource(PixelRange.class)
    void bringsEveryByteBackExactly(PixelRange range) {
        PixelScale scale = new PixelScale(range);
        byte[] bytes = everyByte();
        FloatBuffer floats = FloatBuffer.allocate(256);

        scale.toFloats(bytes, 0, 256, floats);

        assertThat(scale.toBytes(floats, 256)).isEqualTo(everyByte());
        assertThat(bytes).as("the caller's pixels").isEqualTo(everyByte());
    }

    @Test
    void mapsBytesLinearlyOntoTheRange() {
        FloatBuffer signed = FloatBuffer.allocate(256);
        FloatBuffer unit = FloatBuffer.allocate(256);

        new PixelScale(PixelRange.SIGNED).toFloats(everyByte(), 0, 256, signed);
        new PixelScale(PixelRange.UNIT).toFloats(everyByte(), 0, 256, unit);

        for (int i = 0; i < 256; i++) {
            assertThat((double) unit.get(i)).isCloseTo(i / 255.0, within(1e-7));
            assertThat((double) signed.get(i)).isCloseTo(2 * i / 255.0 - 1, within(1e-7));
        }
        assertThat(new float[] {signed.get(0), signed.get(255), unit.get(0), unit.get(255)})
                .containsExactly(-1f, 1f, 0f, 1f);
    }

    @Test
    void readsFromAnOffsetAndWritesFromTheStart() {
        FloatBuffer floats = FloatBuffer.wrap(new float[] {7, 7, 7});

        new PixelScale(PixelRange.UNIT).toFloats(new byte[] {1, 2, 0, (byte) 255, 5}, 2, 2, floats);

        assertThat(floats.array()).containsExactly(0f, 1f, 7f);
    }

    @Test
    void roundsToTheNearestByte() {
        FloatBuffer floats = FloatBuffer.wrap(new float[] {.49f / 255, .51f / 255, 99.6f / 255, 100.4f / 255});

        assertThat(new PixelScale(PixelRange.UNIT).toBytes(floats, 4)).containsExactly(0, 1, 100, 100);
    }

    @ParameterizedTest
    @EnumSource(PixelRange.class)
    void clampsWhatIsOutsideTheRange(PixelRange range) {
        FloatBuffer floats = FloatBuffer.wrap(
                new float[] {-1.2f, -1e30f, Float.NEGATIVE_INFINITY, 1.2f, 1e30f, Float.POSITIVE_INFINITY, Float.NaN});

        assertThat(new PixelScale(range).toBytes(floats, 7))
                .containsExactly(0, 0, 0, (byte) 255, (byte) 255, (byte) 255, 0);
    }

    private static byte[] everyByte() {
        byte[] bytes = new byte[256];
        for (int i = 0; i < 256; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }
}
