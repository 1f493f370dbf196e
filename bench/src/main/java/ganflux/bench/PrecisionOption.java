package ganflux.bench;

import ganflux.trainer.engine.Precision;
import picocli.CommandLine.Option;

/** In which numbers a benchmark trains. */
public final class PrecisionOption {
    @Option(
            names = "--precision",
            paramLabel = "float32|bf16",
            defaultValue = "float32",
            description = "Of the networks' products: float32, or bf16 where the processor has it (default:"
                    + " ${DEFAULT-VALUE}).")
    Precision precision = Precision.FLOAT32;

    /** The one asked for. */
    public Precision get() {
        return precision;
    }

    /** What stands behind a number of steps: nothing for float32. */
    public String suffix() {
        return precision == Precision.BF16 ? " in bf16" : "";
    }
}
