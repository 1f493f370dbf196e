package ganflux.trainer.engine;

/** Which engine executes the networks. */
public enum EngineKind {
    /** The fast engine where it supports the network and the machine, otherwise the reference engine. */
    AUTO,
    /** Stock DL4J: slow, trusted, runs everything. */
    REFERENCE,
    /** oneDNN on the same parameter vectors; refuses what it does not support. */
    FAST
}
