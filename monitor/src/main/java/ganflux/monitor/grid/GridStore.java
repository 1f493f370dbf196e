package ganflux.monitor.grid;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Where the grids of runs lie, one for each step. For one thread that changes it; {@link #read} may be called by any. */
interface GridStore {
    /**
     * A grid that is kept.
     *
     * @param step the generator's step
     * @param atMs when its sample was made, in milliseconds since 1970
     * @param bytes the size of its PNG
     */
    record Kept(long step, long atMs, long bytes) {}

    /** The grids of a run, in no order. */
    List<Kept> list(String run) throws IOException;

    /** Keeps a grid whole or not at all, in place of one of the same step. */
    void write(String run, Kept grid, byte[] png) throws IOException;

    /** The PNG of a step; absent where there is none. */
    Optional<byte[]> read(String run, long step) throws IOException;

    /** Removes a grid, where there is one. */
    void remove(String run, long step) throws IOException;

    /** The run is known no more: what is in memory goes, files stay. */
    void forget(String run);
}
