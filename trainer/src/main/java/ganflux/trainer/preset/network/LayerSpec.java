package ganflux.trainer.preset.network;

import ganflux.trainer.engine.DeviationPreProcessor;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.weights.WeightInit;

/** One entry of a network's list of layers. */
public sealed interface LayerSpec {
    /**
     * What it makes of {@code in}.
     *
     * @throws IllegalArgumentException where it cannot take that, with the reason
     */
    Extent after(Extent in);

    /** How many numbers the optimiser trains in it. */
    default long parameters(Extent in) {
        return 0;
    }

    /** Those that DL4J has as layers of their own. */
    sealed interface Built extends LayerSpec
            permits Activate, BatchNorm, Dense, Maxout, GlobalMax, MinibatchDeviation, WindowSpec {
        /** As DL4J has it. */
        Layer dl4j(Extent in);
    }

    /** All inputs, maps in CHW order, times weights, plus a bias where it has one. */
    record Dense(int units, boolean bias, ActivationFunction activation) implements Built {
        @Override
        public Extent after(Extent in) {
            return Extent.row(units);
        }

        @Override
        public long parameters(Extent in) {
            return ((long) in.size() + (bias ? 1 : 0)) * units;
        }

        @Override
        public Layer dl4j(Extent in) {
            return new DenseLayer.Builder()
                    .nIn(in.size())
                    .nOut(units)
                    .hasBias(bias)
                    .activation(activation.dl4j())
                    .build();
        }
    }

    /**
     * Batch normalisation (Ioffe and Szegedy 2015) over the examples of a batch and the places of a map.
     *
     * @param momentum weight of the old running statistic
     * @param epsilon added to the variance
     * @param scaleDeviation the scales (gamma) are drawn from N(1, scaleDeviation); with 0 they begin at 1
     */
    record BatchNorm(double momentum, double epsilon, double scaleDeviation) implements Built {
        @Override
        public Extent after(Extent in) {
            return in;
        }

        @Override
        public long parameters(Extent in) {
            return 2L * in.channels();
        }

        @Override
        public Layer dl4j(Extent in) {
            var builder = new BatchNormalization.Builder()
                    .nOut(in.channels())
                    .decay(momentum)
                    .eps(epsilon);
            // Without one of its own it would take over the network's, from which FreshNetwork would draw the scales.
            return scaleDeviation == 0
                    ? builder.weightInit(WeightInit.ONES).build()
                    : builder.weightInit(new NormalDistribution(1, scaleDeviation))
                            .build();
        }
    }

    /**
     * Of each {@code pieces} values that follow one another the greatest (Goodfellow et al., "Maxout Networks", 2013): behind
     * a dense layer of {@code pieces} times as many units, what the paper calls a maxout layer. It gives maps of one pixel.
     */
    record Maxout(int pieces) implements Built {
        @Override
        public Extent after(Extent in) {
            if (in.map()) {
                throw new IllegalArgumentException("it takes a row of values but gets " + in);
            }
            if (in.size() % pieces != 0) {
                throw new IllegalArgumentException(in + " cannot be dealt out to groups of " + pieces);
            }
            return Extent.map(in.size() / pieces, 1, 1);
        }

        @Override
        public Layer dl4j(Extent in) {
            return new SubsamplingLayer.Builder(PoolingType.MAX)
                    .kernelSize(1, pieces)
                    .stride(1, pieces)
                    .build();
        }
    }

    /** Of each map the greatest value: maps of one pixel. */
    record GlobalMax() implements Built {
        @Override
        public Extent after(Extent in) {
            if (!in.map()) {
                throw new IllegalArgumentException("it takes a map but gets " + in);
            }
            return Extent.map(in.channels(), 1, 1);
        }

        @Override
        public Layer dl4j(Extent in) {
            return new SubsamplingLayer.Builder(PoolingType.MAX)
                    .kernelSize(in.height(), in.width())
                    .stride(in.height(), in.width())
                    .build();
        }
    }

    /** One more channel, or value of a row: how far the examples of the batch differ, see {@link DeviationPreProcessor}. */
    record MinibatchDeviation() implements Built {
        @Override
        public Extent after(Extent in) {
            return in.map() ? Extent.map(in.channels() + 1, in.height(), in.width()) : Extent.row(in.size() + 1);
        }

        /** What the processor before it made, as it is. */
        @Override
        public Layer dl4j(Extent in) {
            return new ActivationLayer.Builder()
                    .activation(ActivationFunction.IDENTITY.dl4j())
                    .build();
        }
    }

    /** An activation on its own. */
    record Activate(ActivationFunction function) implements Built {
        @Override
        public Extent after(Extent in) {
            return in;
        }

        @Override
        public Layer dl4j(Extent in) {
            return new ActivationLayer.Builder().activation(function.dl4j()).build();
        }
    }

    /**
     * In training, each value is dropped with probability {@code rate} and the others are divided by 1 - rate. A dense layer or
     * a convolution must follow, which is how DL4J has it.
     */
    record Dropout(double rate) implements LayerSpec {
        @Override
        public Extent after(Extent in) {
            return in;
        }
    }

    /** A row as a map, in CHW order; a convolution or a batch norm, which need one, must follow. */
    record Reshape(Extent to) implements LayerSpec {
        @Override
        public Extent after(Extent in) {
            if (in.map()) {
                throw new IllegalArgumentException("it takes a row of values but gets " + in);
            }
            if (in.size() != to.size()) {
                throw new IllegalArgumentException(to + " has " + to.size() + " values but it gets " + in.size());
            }
            return to;
        }
    }
}
