package ganflux.ingest.source;

import ganflux.stream.command.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;

/**
 * A folder that fills: each finished file once, in the order of its number in the {@link WatchJournal}. The truth on what
 * is sent is on the topic; the journal only says which file a number means, and is written before the file is read. So
 * whatever moment a crash comes at, a restart goes on behind the last image on the topic.
 *
 * <p>One thread, the one that asks for a group, looks through the folder, keeps the journal and reads the files.
 */
final class WatchedFolder extends ArrivingSource {
    private static final Logger log = LoggerFactory.getLogger(WatchedFolder.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);
    private static final Duration LEAST_REST = Duration.ofMillis(50); // A copy of many files wakes once for each.
    private static final int MOST_REST = 5; // Looking through a large folder takes a sixth of the time at most.

    private final Path dir;
    private final Duration settle;
    private final PixelReader reader;
    private final WatchJournal journal;
    private final LabelNames labels;
    private final WatchScan scan;
    private final FolderWatch watch;
    private int next;
    private boolean complained;
    private volatile boolean closed;

    private WatchedFolder(
            String name, Path dir, SourceOptions options, WatchJournal journal, LabelNames labels, Clock clock) {
        super(options.idWith(name, "list=" + journal.name()), options.shapeOrDefault());
        this.dir = dir;
        this.journal = journal;
        this.labels = labels;
        settle = options.arrivals().settle();
        reader = new PixelReader(shape());
        scan = new WatchScan(dir, settle, clock);
        watch = new FolderWatch(dir);
    }

    /**
     * Opens {@code dir} and its journal.
     *
     * @throws UserError where there is no such folder, or no directory for the journal
     */
    static WatchedFolder open(String name, Path dir, SourceOptions options, Clock clock) {
        FolderImages.requireFolder(dir);
        Path state = options.arrivals().state().orElse(dir.resolve(".ganflux"));
        WatchJournal journal = WatchJournal.open(state);
        try {
            LabelNames labels = LabelNames.open(Optional.of(state));
            WatchedFolder opened = new WatchedFolder(name, dir, options, journal, labels, clock);
            journal = null;
            return opened;
        } finally {
            if (journal != null) {
                journal.close();
            }
        }
    }

    @Override
    public boolean isNew() {
        return journal.size() == 0;
    }

    @Override
    void seek(long firstIndex) {
        if (firstIndex > journal.size()) {
            throw new UserError("the topic has images up to number " + (firstIndex - 1) + " of " + id()
                    + ", but the list of files has only " + journal.size()
                    + "; give the --state of the earlier run, or an empty one to send all files again");
        }
        next = Math.toIntExact(firstIndex);
    }

    @Override
    List<Image> await(int most) throws IOException, InterruptedException {
        List<Image> group = new ArrayList<>();
        while (!closed) {
            while (next < journal.size() && group.size() < most && !closed) {
                read(next++, group);
            }
            if (!group.isEmpty()) {
                return group;
            }
            lookOrWait();
        }
        return List.of();
    }

    @Override
    public Flux<Image> again(long first, long last) {
        return collected(images -> {
            for (long number = first; number <= Math.min(last, journal.size() - 1); number++) {
                read((int) number, images);
            }
        });
    }

    private void lookOrWait() throws IOException, InterruptedException {
        long began = System.nanoTime();
        int before = journal.size();
        look();
        if (journal.size() == before) {
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            Duration usual = scan.sawUnfinished() && settle.compareTo(BETWEEN_LOOKS) < 0 ? settle : BETWEEN_LOOKS;
            TimeUnit.NANOSECONDS.sleep(longer(LEAST_REST, took).toNanos());
            if (!watch.await(longer(usual, took.multipliedBy(MOST_REST)))) {
                closed = true;
            }
        }
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private synchronized void look() throws IOException {
        if (closed) {
            return;
        }
        WatchScan.Look found;
        try {
            found = scan.look(journal::has);
        } catch (IOException e) {
            if (!complained) {
                log.warn("{} cannot be listed ({}); it is tried again until it can", dir, e.toString());
                complained = true;
            }
            return;
        }
        complained = false;
        watch.follow(new HashSet<>(found.folders()));
        if (!found.finished().isEmpty()) {
            labels.learn(found.finished().stream().map(FoundFile::folder).toList());
            journal.add(found.finished());
        }
    }

    /** Adds the image of number {@code number} to {@code group}, or counts it as skipped. */
    private void read(int number, List<Image> group) {
        FoundFile file = journal.file(number);
        Path path;
        try {
            path = dir.resolve(file.path());
        } catch (InvalidPathException e) { // listed where another encoding was set
            skipped().add(file.path(), "its name is not in this system's encoding");
            return;
        }
        try {
            byte[] encoded = PixelReader.bytes(path);
            if (!FoundFile.of(dir.relativize(path), Files.readAttributes(path, BasicFileAttributes.class))
                    .equals(file)) {
                throw new IOException("it was written anew before it was sent");
            }
            group.add(new Image(number, labels.number(file.folder()), reader.read(encoded)));
        } catch (IOException e) {
            skipped()
                    .add(
                            path.toString(),
                            !Files.exists(path) ? "it was deleted before it was sent" : String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void stop() {
        closed = true;
        watch.close();
    }

    @Override
    public void close() {
        stop();
        synchronized (this) { // not amid a line of the journal
            journal.close();
            labels.close();
        }
    }
}
