package ganflux.trainer.engine;

/**
 * How a forward pass treats the layers that differ between training and inference.
 *
 * @param training batch norm takes the batch's statistics and dropout drops; otherwise neither
 * @param dropoutKey with training, decides which units drop: the mask of a layer is a pure function of this key and the
 *     layer's index, see {@link DropoutMask}
 */
public record Pass(boolean training, long dropoutKey) {
    /** Batch norm by its running statistics, no dropout. */
    public static final Pass INFERENCE = new Pass(false, 0);

    /** A training pass whose dropout masks follow from {@code dropoutKey}. */
    public static Pass training(long dropoutKey) {
        return new Pass(true, dropoutKey);
    }
}
