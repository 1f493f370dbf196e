package ganflux.trainer.engine.fast;

import java.util.Optional;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Loader;
import org.jspecify.annotations.Nullable;

/** The native library: whether this machine has it, and its one CPU engine. */
final class OneDnn {
    private static final @Nullable String FAILURE = load();

    /** The process's CPU engine, made when it is first asked for. */
    private static final class Cpu {
        static final engine ENGINE = new engine(engine.kind.cpu, 0);
    }

    private OneDnn() {}

    private static @Nullable String load() {
        try {
            Loader.load(dnnl.class);
            return null;
        } catch (LinkageError e) {
            return "oneDNN does not load on " + Loader.getPlatform() + ": " + e.getMessage();
        }
    }

    /** Why oneDNN cannot be used here; empty where it can. */
    static Optional<String> failure() {
        return Optional.ofNullable(FAILURE);
    }

    /** The process's CPU engine; lives as long as the process. */
    static engine cpu() {
        if (FAILURE != null) {
            throw new IllegalStateException(FAILURE);
        }
        return Cpu.ENGINE;
    }

    /** Whether the processor multiplies bfloat16 itself: AVX512_BF16 or more. */
    static boolean hasBfloat16() {
        return has(dnnl.dnnl_cpu_isa_avx512_core_bf16);
    }

    /** Whether it does so in tiles: AMX. */
    static boolean hasTiles() {
        return has(dnnl.dnnl_cpu_isa_avx512_core_amx);
    }

    private static boolean has(int instructions) {
        return (dnnl.dnnl_get_effective_cpu_isa() & instructions) == instructions;
    }
}
