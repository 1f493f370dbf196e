package ganflux.monitor.grid;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Grids in memory. Thread-safe. */
final class GridsInMemory implements GridStore {
    private final Map<String, Map<Long, byte[]>> runs = new ConcurrentHashMap<>();

    /** Nothing outlives the process, so there is nothing to find. */
    @Override
    public List<Kept> list(String run) {
        return List.of();
    }

    @Override
    public void write(String run, Kept grid, byte[] png) {
        runs.computeIfAbsent(run, name -> new ConcurrentHashMap<>()).put(grid.step(), png);
    }

    @Override
    public Optional<byte[]> read(String run, long step) {
        return Optional.ofNullable(runs.getOrDefault(run, Map.of()).get(step));
    }

    @Override
    public void remove(String run, long step) {
        runs.getOrDefault(run, new ConcurrentHashMap<>()).remove(step);
    }

    @Override
    public void forget(String run) {
        runs.remove(run);
    }
}
