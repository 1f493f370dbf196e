package ganflux.trainer.gan;

import ganflux.trainer.engine.NetworkEngine;
import ganflux.trainer.engine.Pass;
import ganflux.trainer.preset.Preset;
import java.io.ByteArrayOutputStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Draws images, or points, from a generator in inference mode, as bytes. It uses the generator's engine between steps and changes
 * nothing that training depends on. The engine's thread.
 */
public final class SampleRenderer {
    private static final int FIXED = 0;
    private static final int FRESH = 1;

    private final Preset preset;
    private final NetworkEngine generator;
    private final long seed;
    private final int batch;
    private final PixelScale scale;

    /** Draws from {@code generator}, whose passes may have as many examples as the preset's batch. */
    public SampleRenderer(Preset preset, NetworkEngine generator, long seed) {
        this.preset = preset;
        this.generator = generator;
        this.seed = seed;
        batch = preset.batchSize();
        scale = new PixelScale(preset.range());
    }

    /** The first {@code count} images of this seed's fixed noise: the same z at every call. */
    public byte[] fixed(int count) {
        return draw(count, 0, FIXED);
    }

    /** {@code count} images from noise that belongs to {@code step} alone; never noise that training uses. */
    public byte[] fresh(int count, long step) {
        return draw(count, step, FRESH);
    }

    private byte[] draw(int count, long step, int kind) {
        ByteArrayOutputStream pixels =
                new ByteArrayOutputStream(count * preset.shape().bytes());
        FloatArray noise = FloatArray.of(batch, preset.latentDim());
        for (int done = 0; done < count; done += batch) {
            // Training draws from steps above 0 and small draw numbers; negative ones are for looking.
            LatentNoise.fill(noise.buffer(), preset.noise(), seed, step, -1 - (2 * (done / batch) + kind));
            INDArray images = generator.forward(noise.array(), Pass.INFERENCE);
            int n = Math.min(batch, count - done) * preset.shape().size();
            pixels.writeBytes(scale.toBytes(FloatArray.over(images).buffer(), n));
        }
        return pixels.toByteArray();
    }
}
