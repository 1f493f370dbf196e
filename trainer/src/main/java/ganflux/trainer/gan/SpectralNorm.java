package ganflux.trainer.gan;

import ganflux.stream.command.UserError;
import ganflux.trainer.engine.NetworkEngine;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Spectral normalisation of a discriminator: Miyato et al., "Spectral Normalization for Generative Adversarial Networks" (2018). The
 * optimiser trains weights W of each layer; the network computes with W / sigma(W), and gradients go through sigma, the largest singular
 * value. It comes from one power iteration an update, which goes on from the one before.
 *
 * <p>The network's parameters hold W / sigma at all times but within an update: {@link #beforeUpdate} puts W there and the gradient by
 * W, {@link #afterUpdate} takes W back. A layer's W is seen as a matrix with a row for each output: of a convolution each filter. Biases are left
 * alone. One thread.
 */
final class SpectralNorm {
    private static final int FIRST_ITERATIONS = 20;

    private final NetworkEngine engine;
    private final FloatBuffer parameters;
    private final List<SpectralMatrix> matrices = new ArrayList<>();

    /**
     * Takes over the weights of {@code engine}'s network.
     *
     * @param state what {@link #state} gave, to go on from it; without it W is what the network holds
     */
    SpectralNorm(NetworkEngine engine, long seed, Optional<INDArray> state) {
        this.engine = engine;
        INDArray all = engine.network().params();
        parameters = all.data().asNioFloat();
        engine.network().paramTable().forEach((name, weights) -> {
            if (name.endsWith("_" + DefaultParamInitializer.WEIGHT_KEY)) {
                int offset = Math.toIntExact(weights.offset() - all.offset());
                int rows = Math.toIntExact(
                        weights.size(weights.rank() == 2 ? 1 : 0)); // [in, out] by columns, or [out, ...]
                matrices.add(new SpectralMatrix(offset, rows, Math.toIntExact(weights.length()) / rows));
            }
        });
        if (state.isPresent()) {
            requireLength(state.get().length());
            FloatBuffer from = state.get().data().asNioFloat();
            matrices.forEach(matrix -> matrix.restore(from));
        } else {
            for (int i = 0; i < matrices.size(); i++) {
                matrices.get(i).begin(parameters, LatentNoise.key(seed, 0, i), FIRST_ITERATIONS);
            }
        }
        matrices.forEach(matrix -> matrix.putNormalised(parameters));
        engine.parametersChanged();
    }

    /** What a run needs to go on from besides the network: a row of every W and the vectors of its power iteration. */
    INDArray state() {
        FloatArray state = FloatArray.of(1, stateLength());
        FloatBuffer to = state.buffer();
        matrices.forEach(matrix -> matrix.save(to));
        return state.array();
    }

    private int stateLength() {
        return matrices.stream().mapToInt(SpectralMatrix::stateLength).sum();
    }

    private void requireLength(long length) {
        if (length != stateLength()) {
            throw new UserError(
                    "the checkpoint's spectral normalisation has " + length + " numbers but its discriminator"
                            + " needs " + stateLength() + ": they are of two runs; go on from another checkpoint");
        }
    }

    /** To call when an update's gradients are accumulated: gives the optimiser W and the gradient by W. */
    void beforeUpdate() {
        FloatBuffer gradients = engine.gradients();
        for (SpectralMatrix matrix : matrices) {
            matrix.throughNorm(gradients);
            matrix.put(parameters);
        }
    }

    /**
     * To call after that update: gives the network W / sigma again.
     *
     * @param made whether the update was made; else W is what it was
     */
    void afterUpdate(boolean made) {
        for (SpectralMatrix matrix : matrices) {
            if (made) {
                matrix.take(parameters);
                matrix.iterate();
            }
            matrix.putNormalised(parameters);
        }
        engine.parametersChanged();
    }
}
