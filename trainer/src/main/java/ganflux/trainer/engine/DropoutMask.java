package ganflux.trainer.engine;

import java.util.SplittableRandom;

/**
 * Inverted dropout's mask as a pure function of (key, layer, element), so that every engine drops the same units and a
 * resumed run drops those that an undisturbed one would have dropped.
 *
 * <p>Source: Srivastava et al., "Dropout", JMLR 15 (2014), in the inverted form, where training scales the survivors by
 * 1/p and inference changes nothing.
 */
public final class DropoutMask {
    private static final int RESOLUTION = 1 << 16;

    private DropoutMask() {}

    /**
     * Fills {@code mask} with 0 (dropped) or 1/retain (kept). Each element takes 16 bits of a stream of random 64-bit
     * words, lowest bits first, and is kept where they are below {@code retain * 65536}.
     *
     * @param mask the first {@code length} elements are set, in C order of the layer's input
     * @param retain probability of keeping a unit, in (0, 1]
     */
    public static void fill(float[] mask, int length, long key, int layer, double retain) {
        // Mixed, because seeds that differ by a multiple of the generator's increment give one stream shifted.
        SplittableRandom random = new SplittableRandom(new SplittableRandom(key).nextLong() + layer);
        int threshold = (int) Math.round(retain * RESOLUTION);
        int kept = Float.floatToRawIntBits((float) (1.0 / retain));
        long bits = 0;
        for (int i = 0; i < length; i++) {
            bits = (i & 3) == 0 ? random.nextLong() : bits >>> 16;
            // All ones where the unit is kept: a branch would be mispredicted every other time.
            int keep = ((int) (bits & (RESOLUTION - 1)) - threshold) >> 31;
            mask[i] = Float.intBitsToFloat(kept & keep);
        }
    }
}
