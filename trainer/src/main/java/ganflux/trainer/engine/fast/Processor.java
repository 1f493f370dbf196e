package ganflux.trainer.engine.fast;

import org.bytedeco.dnnl.global.dnnl;

/** What the processor can do, as far as results depend on it. */
public final class Processor {
    private Processor() {}

    /** oneDNN's number of the instructions that it computes with here, such as {@code isa 0x3f}; {@code none} where it does not load. */
    public static String instructions() {
        return OneDnn.failure().isPresent()
                ? "none"
                : "isa 0x" + Integer.toHexString(dnnl.dnnl_get_effective_cpu_isa());
    }
}
