package ganflux.trainer.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ganflux.stream.image.Floats;
import ganflux.trainer.preset.Preset.PixelRange;
import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class PixelScaleTest {
    @Test
    void leavesPointsAsTheyAre() {
        float[] values = {0, -0f, 1.5f, -3e20f, 1e-40f, 10};
        FloatBuffer floats = FloatBuffer.wrap(new float[] {7, 7, 7, 7});

        PixelScale scale = new PixelScale(PixelRange.FLOAT);
        scale.toFloats(Floats.toBytes(values), 2, 3, floats);

        assertThat(floats.array()).containsExactly(1.5f, -3e20f, 1e-40f, 7);
        assertThat(scale.toBytes(floats, 3)).isEqualTo(Floats.toBytes(1.5f, -3e20f, 1e-40f));
        assertThat(Floats.toBytes(1)).containsExactly(0, 0, 0x80, 0x3f);
    }

    @ParameterizedTest
    @EnumSource(value = PixelRange.class, names = "FLOAT", mode = Mode.EXCLUDE)
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
    @EnumSource(value = PixelRange.class, names = "FLOAT", mode = Mode.EXCLUDE)
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
