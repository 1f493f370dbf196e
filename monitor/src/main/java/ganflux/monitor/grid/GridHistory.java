package ganflux.monitor.grid;

import ganflux.monitor.grid.GridStore.Kept;
import ganflux.v1.SampleBatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Grids of fixed noise over the whole of each run, as PNG: at most {@value #MAX_GRIDS} a run, and at most 32 MB of files or
 * 8 MB of memory. Where one more would be too much, the grid goes whose neighbours lie closest together, so that those that
 * stay are spread evenly over the run's steps; the first and the newest always stay.
 *
 * <p>A sample that is not newer than those known was seen before, as after a restart, and is left out. A newer one of an earlier
 * step means that the run went back to a checkpoint: later grids go.
 *
 * <p>Thread-safe. Its methods encode and do I/O: not for event loops. A grid that cannot be written or read is named in the log
 * and left out.
 */
public final class GridHistory {
    static final int MAX_GRIDS = 256;
    private static final long MAX_FILE_BYTES = 32L << 20;
    private static final long MAX_MEMORY_BYTES = 8L << 20;
    private static final Logger log = LoggerFactory.getLogger(GridHistory.class);

    private final GridStore store;
    private final long maxBytes;
    private final Map<String, NavigableMap<Long, Kept>> runs = new HashMap<>();

    GridHistory(GridStore store, long maxBytes) {
        this.store = store;
        this.maxBytes = maxBytes;
    }

    /** Keeps grids as long as the process lives. */
    public static GridHistory inMemory() {
        return new GridHistory(new GridsInMemory(), MAX_MEMORY_BYTES);
    }

    /**
     * Keeps grids as files {@code DIRECTORY/RUN/fixed-STEP.png} and knows those that are there already.
     *
     * @throws ganflux.stream.command.UserError where the directory cannot be written
     */
    public static GridHistory in(Path directory) {
        return new GridHistory(new GridFiles(directory), MAX_FILE_BYTES);
    }

    /** Takes a sample of the run that it names. */
    public synchronized void add(SampleBatch sample) {
        NavigableMap<Long, Kept> grids = grids(sample.getRunId());
        long newestMs =
                grids.isEmpty() ? Long.MIN_VALUE : grids.lastEntry().getValue().atMs();
        if (sample.getCreatedAtMs() <= newestMs) {
            return;
        }
        SampleKind.FIXED.png(sample).ifPresent(png -> add(sample, png, grids));
    }

    private void add(SampleBatch sample, byte[] png, NavigableMap<Long, Kept> grids) {
        String run = sample.getRunId();
        Kept grid = new Kept(sample.getStep(), sample.getCreatedAtMs(), png.length);
        try {
            for (Long step : List.copyOf(grids.tailMap(grid.step(), true).keySet())) {
                remove(run, step, grids);
            }
            store.write(run, grid, png);
            grids.put(grid.step(), grid);
            long bytes = grids.values().stream().mapToLong(Kept::bytes).sum();
            while (grids.size() > 2 && (grids.size() > MAX_GRIDS || bytes > maxBytes)) {
                Kept crowded = mostCrowded(grids);
                remove(run, crowded.step(), grids);
                bytes -= crowded.bytes();
            }
        } catch (IOException e) {
            log.warn("The grid of run {} at step {} is not kept: {}", run, grid.step(), e.toString());
        }
    }

    private void remove(String run, long step, NavigableMap<Long, Kept> grids) throws IOException {
        grids.remove(step);
        store.remove(run, step);
    }

    /** Of the grids between the first and the last the one with the least room between its neighbours; the first of equals. */
    private static Kept mostCrowded(NavigableMap<Long, Kept> grids) {
        List<Kept> all = List.copyOf(grids.values());
        Kept crowded = all.get(1);
        long least = Long.MAX_VALUE;
        for (int i = 1; i < all.size() - 1; i++) {
            long room = all.get(i + 1).step() - all.get(i - 1).step();
            if (room < least) {
                least = room;
                crowded = all.get(i);
            }
        }
        return crowded;
    }

    private NavigableMap<Long, Kept> grids(String run) {
        return runs.computeIfAbsent(run, name -> {
            NavigableMap<Long, Kept> known = new TreeMap<>();
            try {
                store.list(name).stream()
                        .sorted(Comparator.comparingLong(Kept::step))
                        .forEach(kept -> known.put(kept.step(), kept));
            } catch (IOException e) {
                log.warn("The grids of run {} cannot be listed: {}", name, e.toString());
            }
            return known;
        });
    }

    /** The steps of which a run's grids are kept, rising. For runs that the monitor knows; {@link #forget} ends it. */
    public synchronized List<Long> steps(String run) {
        return List.copyOf(grids(run).keySet());
    }

    /** The grid of a step; absent where it is not kept. */
    public Optional<byte[]> png(String run, long step) {
        if (!steps(run).contains(step)) {
            return Optional.empty();
        }
        try {
            return store.read(run, step);
        } catch (IOException e) {
            log.warn("The grid of run {} at step {} cannot be read: {}", run, step, e.toString());
            return Optional.empty();
        }
    }

    /** Drops what is in memory of a run. */
    public synchronized void forget(String run) {
        runs.remove(run);
        store.forget(run);
    }
}
