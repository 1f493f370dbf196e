package ganflux.trainer.engine;

/**
 * How engines are to be made.
 *
 * @param kind which engine
 * @param threads threads of the mathematics; 0 for the native library's own choice
 */
public record EngineOptions(EngineKind kind, int threads) {}
