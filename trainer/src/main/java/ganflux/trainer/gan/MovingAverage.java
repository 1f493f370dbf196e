package ganflux.trainer.gan;

import java.nio.FloatBuffer;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A network whose parameters are the exponential moving average of a generator's: beta times the average plus 1 - beta times the
 * generator's, after each of its updates. Batch norm's running statistics, which are averages already, are copied. Source: Karras
 * et al., "Progressive Growing of GANs" (2018), section 6, with beta by a half-life as in the code of StyleGAN2.
 *
 * <p>Float32; an update is one pass over two vectors. The thread that trains the generator.
 */
public final class MovingAverage {
    private static final int CHUNK = 2048;

    private final MultiLayerNetwork average;
    private final double beta;
    private final FloatBuffer from;
    private final FloatBuffer to;
    private final List<INDArray> runningFrom;
    private final List<INDArray> runningTo;
    private final float[] newest = new float[CHUNK];
    private final float[] averaged = new float[CHUNK];

    /**
     * Goes on from what {@code average} holds.
     *
     * @param beta weight of the old average, in 0..1
     */
    public MovingAverage(MultiLayerNetwork generator, MultiLayerNetwork average, double beta) {
        this.average = average;
        this.beta = beta;
        from = generator.params().data().asNioFloat();
        to = average.params().data().asNioFloat();
        runningFrom = NetworkParameters.running(generator);
        runningTo = NetworkParameters.running(average);
    }

    /** A network with the configuration and the parameters of {@code generator} as they are now, and no optimiser's state. */
    public static MultiLayerNetwork begin(MultiLayerNetwork generator) {
        MultiLayerNetwork average =
                new MultiLayerNetwork(generator.getLayerWiseConfigurations().clone());
        average.init(generator.params(), true);
        return average;
    }

    /** The average as a network. */
    public MultiLayerNetwork network() {
        return average;
    }

    /** Takes in the generator's parameters as they are now. */
    public void update() {
        update(1);
    }

    /** Takes them in as so many updates in a row would that left the generator as it is now. */
    public void update(long updates) {
        float share = (float) (1 - Math.pow(beta, (double) updates));
        int length = Math.toIntExact(average.numParams());
        for (int done = 0; done < length; done += CHUNK) {
            int n = Math.min(CHUNK, length - done);
            from.get(done, newest, 0, n);
            to.get(done, averaged, 0, n);
            for (int i = 0; i < n; i++) {
                averaged[i] += share * (newest[i] - averaged[i]);
            }
            to.put(done, averaged, 0, n);
        }
        for (int i = 0; i < runningTo.size(); i++) {
            runningTo.get(i).assign(runningFrom.get(i));
        }
    }
}
