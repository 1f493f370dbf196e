package ganflux.ingest.source;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wakes a thread when something changes in one of many folders. A courtesy alone: file systems that tell nothing and
 * systems that have no watches left make the wait last its full time, and the next look finds what is new all the same.
 */
final class FolderWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FolderWatch.class);

    private final Map<Path, WatchKey> keys = new HashMap<>();
    private final @Nullable WatchService service;
    private boolean complained;

    FolderWatch(Path dir) {
        @Nullable WatchService opened = null;
        try {
            opened = dir.getFileSystem().newWatchService();
        } catch (IOException | UnsupportedOperationException e) {
            complain(e);
        }
        service = opened;
    }

    /** Listens in {@code folders} from now on, and in no others. */
    void follow(Collection<Path> folders) {
        if (service == null) {
            return;
        }
        keys.entrySet().removeIf(watched -> {
            boolean over = !watched.getValue().isValid();
            if (!folders.contains(watched.getKey())) {
                watched.getValue().cancel();
                over = true;
            }
            return over;
        });
        for (Path folder : folders) {
            if (!keys.containsKey(folder)) {
                try {
                    keys.put(folder, folder.register(service, ENTRY_CREATE, ENTRY_MODIFY));
                } catch (NoSuchFileException | NotDirectoryException e) {
                    log.debug("{} is gone again", folder, e);
                } catch (ClosedWatchServiceException e) {
                    return; // await() says so
                } catch (IOException e) {
                    complain(e);
                    return;
                }
            }
        }
    }

    /** Waits until something has changed, or for {@code most}; false where this was closed. */
    boolean await(Duration most) throws InterruptedException {
        if (service == null) {
            TimeUnit.NANOSECONDS.sleep(most.toNanos());
            return true;
        }
        try {
            WatchKey key = service.poll(most.toNanos(), TimeUnit.NANOSECONDS);
            while (key != null) {
                key.pollEvents();
                key.reset();
                key = service.poll();
            }
            return true;
        } catch (ClosedWatchServiceException e) {
            return false;
        }
    }

    private void complain(Exception e) {
        if (!complained) {
            complained = true;
            log.info("The system tells of no changes ({}); folders are looked through now and then", e.toString());
        }
    }

    @Override
    public void close() {
        if (service != null) {
            try {
                service.close();
            } catch (IOException e) {
                log.debug("A watch did not close", e);
            }
        }
    }
}
