package ganflux.trainer.engine;

import java.nio.FloatBuffer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Executes one network of a GAN through external errors: the caller computes the loss and its gradient with respect to
 * the network's output.
 *
 * <p>State is one slot: the gradient methods refer to the last {@link #forward} in training mode, which is good for one
 * call of one of them, and a further forward pass forgets it. Arrays are float32 in C order, images NCHW, the first
 * dimension counts examples (up to the engine's largest batch). Gradients of the output are per example, not divided by
 * their number. Not thread-safe: one thread creates the engine and makes every call.
 */
public interface NetworkEngine extends AutoCloseable {
    /** The model; its {@code params()} and updater state are current after every {@link #update}. */
    MultiLayerNetwork network();

    /** Which engine this is: reference or fast. */
    EngineKind kind();

    /**
     * The network's output for {@code input}, which is not changed and must stay unchanged until the gradients of this
     * pass are taken.
     *
     * @return an array of the engine's own, valid until the next forward pass
     */
    INDArray forward(INDArray input, Pass pass);

    /**
     * Adds the parameter gradients of the last forward pass, summed over its examples, to those that {@link #update}
     * will use.
     */
    void accumulateGradients(INDArray outputGradient);

    /**
     * The gradient with respect to the last forward pass's input; leaves the accumulated parameter gradients alone.
     *
     * @return an array of the engine's own, valid until the next call of any method
     */
    INDArray inputGradient(INDArray outputGradient);

    /**
     * The accumulated parameter gradients, summed over examples, in the order of the model's {@code params()}; zeros where there
     * are none. What is written at absolute positions the next {@link #update} uses.
     *
     * @return valid until the next call of any method
     */
    FloatBuffer gradients();

    /**
     * Makes one step of the optimiser with the accumulated gradients divided by {@code examples}, moves batch-norm's
     * running statistics by what the accumulated passes saw, and clears the gradients. Where the gradient's norm is
     * no finite number it is not applied: parameters, optimiser and running statistics stay as they are.
     *
     * @return the Euclidean norm of the gradient (running statistics left out) that the optimiser received
     */
    double update(int examples);

    /** Forgets the accumulated gradients, and what batch norm saw with them. */
    void discard();

    /**
     * To call after the model's {@code params()} were changed by anyone else, as an engine may hold copies of them. Clears
     * the accumulated gradients.
     */
    void parametersChanged();

    /** Frees what the engine allocated; the model stays usable. */
    @Override
    void close();
}
