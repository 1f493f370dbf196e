package ganflux.trainer.engine.fast;

/** A stage for one batch size and one mode, with its primitives and buffers. */
interface Node {
    /** Appends what computes the stage's output from its input. */
    void forward(Program program);

    /**
     * Appends what, from the gradient with respect to the stage's output, adds those of its parameters to the gradient
     * vector and computes that with respect to its input.
     *
     * @param parameters whether the first is wanted
     * @param input whether the second is wanted
     */
    void backward(Program program, boolean parameters, boolean input);
}
