package ganflux.trainer.preset.network;

import ganflux.trainer.engine.DeviationPreProcessor;
import ganflux.trainer.preset.network.LayerSpec.Built;
import ganflux.trainer.preset.network.LayerSpec.Dense;
import ganflux.trainer.preset.network.LayerSpec.Dropout;
import ganflux.trainer.preset.network.LayerSpec.Maxout;
import ganflux.trainer.preset.network.LayerSpec.MinibatchDeviation;
import ganflux.trainer.preset.network.LayerSpec.Reshape;
import java.util.List;
import java.util.function.LongFunction;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.jspecify.annotations.Nullable;

/**
 * One of the two networks of a GAN. As a function it gives the DL4J configuration for a seed. Equal where it would be
 * trained alike.
 *
 * @param input what it takes: noise, a point, or an image. An image goes to a dense layer that comes first as a row.
 * @param weights how they are drawn at first
 * @param optimiser its own
 * @param layers in order; each takes what the one before it gives
 */
public record NetworkSpec(Extent input, FirstWeights weights, Optimiser optimiser, List<LayerSpec> layers)
        implements LongFunction<MultiLayerConfiguration> {
    /** Copies the list. */
    public NetworkSpec {
        layers = List.copyOf(layers);
    }

    /** What the last layer gives. */
    public Extent output() {
        Extent at = input;
        for (LayerSpec layer : layers) {
            at = layer.after(at);
        }
        return at;
    }

    /** How many numbers the optimiser trains. */
    public long parameters() {
        long sum = 0;
        Extent at = input;
        for (LayerSpec layer : layers) {
            sum += layer.parameters(at);
            at = layer.after(at);
        }
        return sum;
    }

    @Override
    public MultiLayerConfiguration apply(long seed) {
        NeuralNetConfiguration.Builder base =
                new NeuralNetConfiguration.Builder().seed(seed).updater(optimiser.dl4j());
        weights.apply(base);
        NeuralNetConfiguration.ListBuilder list = base.list();
        int index = 0;
        double retain = 1;
        boolean reshaped = false;
        Extent at = input;
        for (LayerSpec spec : layers) {
            if (spec instanceof Dropout dropout) {
                retain = 1 - dropout.rate();
            } else if (spec instanceof Reshape) {
                reshaped = true;
            } else if (spec instanceof Built built) {
                Layer layer = built.dl4j(at);
                if (built instanceof WindowSpec window && layer instanceof BaseLayer windowed) {
                    int area = window.kernel() * window.kernel();
                    weights.apply(windowed, area * (double) at.channels(), area * (double) window.filters());
                }
                if (retain < 1) {
                    layer.setIDropout(new org.deeplearning4j.nn.conf.dropout.Dropout(retain));
                }
                InputPreProcessor processor = processor(index, at, built, reshaped);
                if (processor != null) {
                    list.inputPreProcessor(index, processor);
                }
                list.layer(layer);
                index++;
                retain = 1;
                reshaped = false;
            }
            at = spec.after(at);
        }
        return list.build();
    }

    private static @Nullable InputPreProcessor processor(int index, Extent at, Built layer, boolean reshaped) {
        if (reshaped) {
            return new FeedForwardToCnnPreProcessor(at.height(), at.width(), at.channels());
        }
        if (layer instanceof Maxout maxout) { // each group of values becomes a row of its own
            return new FeedForwardToCnnPreProcessor(1, maxout.pieces(), at.size() / maxout.pieces());
        }
        if (layer instanceof MinibatchDeviation) {
            return new DeviationPreProcessor();
        }
        return layer instanceof Dense && at.map() && index > 0
                ? new CnnToFeedForwardPreProcessor(at.height(), at.width(), at.channels())
                : null;
    }
}
