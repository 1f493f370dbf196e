package ganflux.trainer.engine.fast;

import org.bytedeco.dnnl.memory;

/**
 * What an affine layer's products work on. Weights are in whatever layout oneDNN prefers.
 *
 * @param weightGradient float32 whatever the type of the weights
 * @param bias the empty description without bias
 * @param outputGradient may differ from {@code output} in type
 */
record Operands(
        memory.desc input,
        memory.desc weights,
        memory.desc weightGradient,
        memory.desc bias,
        memory.desc output,
        memory.desc outputGradient,
        Activation activation) {}
