package ganflux.ingest.source;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks through a folder for files that are finished: their last change is some time ago, be it by their own clock or
 * because they have not changed since an earlier look. A file that was renamed in keeps its time and is finished at once.
 * Empty files are not begun. Not thread-safe.
 */
final class WatchScan {
    private static final Logger log = LoggerFactory.getLogger(WatchScan.class);

    private final Path dir;
    private final Duration settle;
    private final Clock clock;
    private final Set<Path> unreadable = new HashSet<>();
    private Map<FoundFile, Long> unfinished = new HashMap<>(); // and since when it has not changed, by our clock

    /** What a look has found. */
    record Look(List<FoundFile> finished, List<Path> folders) {}

    /** Takes files as finished that have not changed for {@code settle}. */
    WatchScan(Path dir, Duration settle, Clock clock) {
        this.dir = dir;
        this.settle = settle;
        this.clock = clock;
    }

    /**
     * Looks once.
     *
     * @param known which files are of no interest any more
     * @return the other finished ones, sorted by path, and all folders
     * @throws IOException where the folder itself cannot be listed
     */
    Look look(Predicate<FoundFile> known) throws IOException {
        long now = clock.millis();
        List<FoundFile> finished = new ArrayList<>();
        List<Path> folders = new ArrayList<>();
        Map<FoundFile, Long> stillUnfinished = new HashMap<>();
        Files.walkFileTree(dir, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                if (!folder.equals(dir) && isHidden(folder)) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                folders.add(folder);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
                Path relative = dir.relativize(path);
                if (attributes.isRegularFile()
                        && attributes.size() > 0
                        && FolderImages.looksLikeAnImage(relative)
                        && hasReadableName(path, relative)) {
                    FoundFile file = FoundFile.of(relative, attributes);
                    if (!known.test(file)) {
                        long since = unfinished.getOrDefault(file, now);
                        if (isSettled(attributes.lastModifiedTime().toMillis(), now) || isSettled(since, now)) {
                            finished.add(file);
                        } else {
                            stillUnfinished.put(file, since);
                        }
                    }
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path path, IOException e) throws IOException {
                if (path.equals(dir)) {
                    throw e;
                }
                if (Files.exists(path) && unreadable.add(path)) { // Else it is gone since it was listed.
                    log.warn("{} cannot be looked into ({}); what is there is not sent", path, e.toString());
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) {
                return FileVisitResult.CONTINUE; // What could not be listed to its end is found by the next look.
            }
        });
        unfinished = stillUnfinished;
        finished.sort(Comparator.comparing(FoundFile::path));
        return new Look(finished, folders);
    }

    /** Whether the last look saw files that are being written. */
    boolean sawUnfinished() {
        return !unfinished.isEmpty();
    }

    /** The list of files has names as text; one whose bytes are no text of this system could not be found by that. */
    private boolean hasReadableName(Path path, Path relative) {
        try {
            if (dir.resolve(relative.toString()).equals(path)) {
                return true;
            }
        } catch (InvalidPathException e) {
            log.debug("{} is no path", relative, e);
        }
        if (unreadable.add(path)) {
            log.warn(
                    "{} is not sent: its name is not in this system's encoding ({}); rename it",
                    path,
                    System.getProperty("sun.jnu.encoding"));
        }
        return false;
    }

    private boolean isSettled(long changedMs, long nowMs) {
        return nowMs - changedMs >= settle.toMillis();
    }

    private static boolean isHidden(Path folder) {
        Path name = folder.getFileName();
        return name != null && name.toString().startsWith(".");
    }
}
