package ganflux.bench.step;

/** A side that Ganflux is compared with. */
enum PeerName {
    /** PyTorch's C++ library, used as its own users would. */
    LIBTORCH,
    /** Stock DL4J: the reference engine. */
    DL4J
}
