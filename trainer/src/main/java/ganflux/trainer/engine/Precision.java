package ganflux.trainer.engine;

/** In which numbers the networks' products are computed. Parameters, statistics and updates are always float32. */
public enum Precision {
    /** 32 bits, of which 24 carry the value: what the reference engine computes in. */
    FLOAT32,
    /** 16 bits, of which 8 carry the value, with sums in float32; several times faster where the processor has it. */
    BF16
}
