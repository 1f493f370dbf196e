package ganflux.trainer.engine.fast;

import org.bytedeco.dnnl.global.dnnl;

/** What the processor can do, as far as results depend on it. */
public final class Processor {
    /** What {@link #instructions} gives where oneDNN does not load. */
    public static final String NONE = "none";

    private Processor() {}

    /** oneDNN's number of the instructions that it computes with here, such as {@code isa 0x3f}; or {@link #NONE}. */
    public static String instructions() {
        return OneDnn.failure().isPresent() ? NONE : "isa 0x" + Integer.toHexString(dnnl.dnnl_get_effective_cpu_isa());
    }
}
