package ganflux.trainer.gan;

import ganflux.trainer.engine.NetworkEngine;

/** The optimisers' updates of one step, which end with the first that is no finite number. One thread. */
final class Updates {
    private boolean sound;

    /** Begins a step. */
    void begin() {
        sound = true;
    }

    /** Whether every update of the step so far was made. */
    boolean sound() {
        return sound;
    }

    /**
     * Makes one update, unless its loss, its gradient or anything before it in this step is no finite number; what was
     * accumulated for it is forgotten then.
     *
     * @param examples by which the accumulated gradients are divided
     * @return the gradient's norm
     */
    double make(NetworkEngine engine, double loss, int examples) {
        if (!sound || !Double.isFinite(loss)) {
            sound = false;
            engine.discard();
            return Double.NaN;
        }
        double norm = engine.update(examples);
        sound = Double.isFinite(norm);
        return norm;
    }
}
