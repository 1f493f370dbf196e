package ganflux.trainer.engine;

import ganflux.stream.command.UsageError;
import java.io.Serializable;

/**
 * How engines are to be made.
 *
 * @param kind which engine
 * @param threads threads of the mathematics, on which results depend in their last bits; 0 for the physical cores
 * @param precision of the networks' products; the reference engine knows only {@link Precision#FLOAT32}
 */
public record EngineOptions(EngineKind kind, int threads, Precision precision) implements Serializable {
    /** Checks the number of threads, and that the reference engine is asked for float32. */
    public EngineOptions {
        if (threads < 0) {
            throw new UsageError("--threads must be at least 0, for one on each processor, but is " + threads);
        }
        if (kind == EngineKind.REFERENCE && precision != Precision.FLOAT32) {
            throw new UsageError(
                    "--engine reference computes in float32 only; give --engine fast with --precision bf16");
        }
    }

    /** In float32. */
    public EngineOptions(EngineKind kind, int threads) {
        this(kind, threads, Precision.FLOAT32);
    }
}
