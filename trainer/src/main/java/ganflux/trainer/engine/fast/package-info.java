/**
 * The fast engine: DL4J models executed by oneDNN, forward, backward and update, on the model's own parameter vector.
 *
 * <p>A network becomes a list of {@link ganflux.trainer.engine.fast.Stage}s; a list of stages, a batch size and a mode
 * become a {@link ganflux.trainer.engine.fast.Graph}, which owns every primitive and buffer that its passes need; a pass
 * runs a {@link ganflux.trainer.engine.fast.Program}. Activations are channels-last throughout: measured on the shapes of
 * the presets, oneDNN's kernels are as fast on it as on the blocked layouts, or faster, and no layer has to reorder what
 * another computed.
 */
@NullMarked
package ganflux.trainer.engine.fast;

import org.jspecify.annotations.NullMarked;
