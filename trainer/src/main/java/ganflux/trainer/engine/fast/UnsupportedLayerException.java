package ganflux.trainer.engine.fast;

/** The fast engine has no implementation of a layer, or of something that its configuration asks for. */
public final class UnsupportedLayerException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * Names the layer and what of it is missing.
     *
     * @param index the layer's index in its network
     * @param layer the layer's class, such as {@code DenseLayer}
     * @param what what is not supported, such as {@code "layer normalisation"}
     */
    UnsupportedLayerException(int index, String layer, String what) {
        super("layer " + index + " (" + layer + "): " + what + " is not supported by the fast engine");
    }
}
