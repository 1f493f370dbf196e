package ganflux.trainer.engine.fast;

import org.jspecify.annotations.Nullable;

/** One piece of a network, for any batch size and any mode. */
sealed interface Stage {
    /**
     * The shape that it makes of {@code in}.
     *
     * @throws IllegalArgumentException where it cannot take that shape
     */
    Shape output(Shape in);

    /** A range of the parameter vector. */
    record Slice(long offset, long length) {}

    /**
     * Inputs times weights plus bias, then an activation: a dense layer, a convolution or a transposed convolution.
     *
     * @param layer index of the DL4J layer
     * @param window null for a dense layer
     * @param bias null without
     */
    record Affine(
            int layer,
            long in,
            long out,
            @Nullable Window window,
            Slice weights,
            @Nullable Slice bias,
            Activation activation)
            implements Stage {
        @Override
        public Shape output(Shape shape) {
            if (window == null ? shape.size() != in : shape.channels() != in) {
                throw new IllegalArgumentException("layer " + layer + " takes " + in
                        + (window == null ? " values" : " channels") + " but gets " + shape);
            }
            return window == null
                    ? Shape.row(out)
                    : Shape.image(
                            out,
                            window.rows().output(shape.height()),
                            window.columns().output(shape.width()));
        }

        Affine then(Activation next) {
            return new Affine(layer, in, out, window, weights, bias, next);
        }
    }

    /** A convolution's window, or a transposed convolution's, along the two axes. */
    record Window(boolean transposed, Axis rows, Axis columns) {}

    /**
     * A window along one axis.
     *
     * @param padding on both sides; ignored where {@code same}
     * @param same TensorFlow's padding: as little as makes the output ceil(input / stride) long, or, transposed, input *
     *     stride, with the odd one at the end
     */
    record Axis(boolean transposed, long kernel, long stride, long padding, boolean same) {
        long output(long in) {
            if (transposed) {
                return same ? in * stride : stride * (in - 1) + kernel - 2 * padding;
            }
            return same ? (in + stride - 1) / stride : (in + 2 * padding - kernel) / stride + 1;
        }

        long before(long in) {
            return same ? Math.max(0, total(in)) / 2 : padding;
        }

        long after(long in) {
            return same ? total(in) - before(in) : padding;
        }

        private long total(long in) {
            long total = transposed ? (in - 1) * stride + kernel - output(in) : (output(in) - 1) * stride + kernel - in;
            return transposed ? total : Math.max(0, total);
        }
    }

    /**
     * Batch normalisation over examples and positions.
     *
     * @param decay weight of the old running statistic
     * @param spread the running variance, or log10 of the standard deviation
     * @param relu whether a ReLU follows
     */
    record Norm(
            int layer,
            long channels,
            double epsilon,
            double decay,
            Slice gamma,
            Slice beta,
            Slice mean,
            Slice spread,
            boolean logarithmic,
            boolean relu)
            implements Stage {
        @Override
        public Shape output(Shape shape) {
            if (shape.channels() != channels) {
                throw new IllegalArgumentException(
                        "layer " + layer + " normalises " + channels + " channels but gets " + shape);
            }
            return shape;
        }

        Norm withRelu() {
            return new Norm(layer, channels, epsilon, decay, gamma, beta, mean, spread, logarithmic, true);
        }
    }

    /** An activation on its own. */
    record Activate(Activation activation) implements Stage {
        @Override
        public Shape output(Shape in) {
            return in;
        }
    }

    /** Dropout by {@link ganflux.trainer.engine.DropoutMask}. */
    record Drop(int layer, double retain) implements Stage {
        @Override
        public Shape output(Shape in) {
            return in;
        }
    }

    /** The greatest of the map that each channel is: maps of {@code height} x {@code width} to maps of one pixel. */
    record Pool(int layer, long height, long width) implements Stage {
        @Override
        public Shape output(Shape in) {
            if (!in.image() || in.height() != height || in.width() != width) {
                throw new UnsupportedLayerException(
                        layer, "SubsamplingLayer", "pooling that is not the greatest of a whole map");
            }
            return Shape.image(in.channels(), 1, 1);
        }
    }

    /** One more channel, of {@link ganflux.trainer.engine.BatchDeviation}. */
    record Deviate() implements Stage {
        @Override
        public Shape output(Shape in) {
            return new Shape(in.channels() + 1, in.height(), in.width(), in.image());
        }
    }

    /** Rows of values to images, values in CHW order. */
    record ToImages(Shape shape) implements Stage {
        @Override
        public Shape output(Shape in) {
            if (in.size() != shape.size()) {
                throw new IllegalArgumentException(in + " does not have the size of " + shape);
            }
            return shape;
        }
    }
}
