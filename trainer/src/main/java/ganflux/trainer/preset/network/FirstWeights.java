package ganflux.trainer.preset.network;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.distribution.UniformDistribution;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.nn.weights.WeightInitDistribution;

/**
 * How weights are drawn; biases begin at 0.
 *
 * @param kind of distribution
 * @param deviation of {@link Kind#NORMAL}; 0 for the others
 */
public record FirstWeights(Kind kind, double deviation) {
    /** Distributions, in terms of a layer's inputs and outputs (fan in and fan out). */
    public enum Kind {
        /** Uniform within sqrt(6 / (in + out)): Glorot and Bengio (2010), the default of Keras. */
        GLOROT_UNIFORM,
        /** Normal with variance 2 / (in + out). */
        GLOROT_NORMAL,
        /** Uniform within 1 / sqrt(in): the default of PyTorch's linear layer. */
        FAN_IN_UNIFORM,
        /** Normal with mean 0 and a deviation of its own. */
        NORMAL
    }

    void apply(NeuralNetConfiguration.Builder builder) {
        switch (kind) {
            case GLOROT_UNIFORM -> builder.weightInit(WeightInit.XAVIER_UNIFORM);
            case GLOROT_NORMAL -> builder.weightInit(WeightInit.XAVIER);
            case FAN_IN_UNIFORM -> builder.weightInit(WeightInit.UNIFORM);
            case NORMAL -> builder.weightInit(new NormalDistribution(0, deviation));
        }
    }

    /**
     * The same for a layer whose fans are given. DL4J divides the outputs of a window by its stride, squared, which neither the paper nor
     * Keras does.
     */
    void apply(BaseLayer layer, double in, double out) {
        switch (kind) {
            case GLOROT_UNIFORM -> {
                double bound = Math.sqrt(6 / (in + out));
                layer.setWeightInitFn(new WeightInitDistribution(new UniformDistribution(-bound, bound)));
            }
            case GLOROT_NORMAL ->
                layer.setWeightInitFn(new WeightInitDistribution(new NormalDistribution(0, Math.sqrt(2 / (in + out)))));
            case FAN_IN_UNIFORM, NORMAL -> {} // as the builder says: no outputs are in it
        }
    }
}
