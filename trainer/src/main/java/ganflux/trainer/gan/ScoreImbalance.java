package ganflux.trainer.gan;

import ganflux.trainer.engine.NetworkEngine;
import ganflux.trainer.engine.Pass;
import ganflux.trainer.preset.Preset;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * How far a discriminator is from finding reals and fakes equally likely: the greater of |D(x) - 1/2| and |D(G(z)) - 1/2|, of
 * means over a batch, in inference mode. 0 is where the game rests; 1/2 where D is sure of either, right or wrong. That both lie at
 * 1/2 is asked for, since their mean also does where D tells them apart. It changes nothing that training depends on. The engines'
 * thread.
 */
public final class ScoreImbalance {
    /** Training draws from small numbers, samples from small negative ones. */
    private static final int DRAW = Integer.MIN_VALUE;

    private final Preset preset;
    private final NetworkEngine generator;
    private final NetworkEngine discriminator;
    private final long seed;
    private final Latents latents;
    private final DiscriminatorInput input;

    /** Of two engines of the preset's networks. */
    public ScoreImbalance(Preset preset, NetworkEngine generator, NetworkEngine discriminator, long seed) {
        this.preset = preset;
        this.generator = generator;
        this.discriminator = discriminator;
        this.seed = seed;
        latents = new Latents(preset, preset.batchSize());
        // No step of it begins, so that no noise is put on images.
        input = new DiscriminatorInput(preset, discriminator.network(), latents, new Draws(seed));
    }

    /**
     * That of now; NaN for a loss without scores.
     *
     * @param pixels at least a batch of images, uint8 CHW, or of points, float32
     * @param labels of each image its class; not looked at where the preset's condition has no classes
     * @param step the newest, which the noise belongs to
     */
    public double of(byte[] pixels, int[] labels, long step) {
        input.load(pixels, labels, 0);
        double real = meanScore(input.reals());
        latents.draw(LatentNoise.random(seed, step, DRAW));
        double fake = meanScore(input.fakes(generator.forward(latents.array(), Pass.INFERENCE)));
        return Math.max(Math.abs(real - .5), Math.abs(fake - .5));
    }

    private double meanScore(INDArray images) {
        INDArray logits = discriminator.forward(images, Pass.INFERENCE);
        int rows = input.rows();
        double sum = 0;
        for (int i = 0; i < rows; i++) {
            sum += preset.game().loss().score(logits.getDouble(i, 0));
        }
        return sum / rows;
    }
}
