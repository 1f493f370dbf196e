package ganflux.ingest.source;

import ganflux.ingest.source.UploadDecoder.Pixels;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Uploads between those who sent them and Kafka. An upload is stored when Kafka has acknowledged its last image. Images
 * leave in the order in which uploads came, so acknowledgements do too. Thread-safe; only {@link #take} waits.
 */
final class UploadQueue {
    /** An upload some of whose images have no number yet. */
    private record Queued(Deque<Pixels> images, CompletableFuture<Boolean> stored) {}

    /** An upload whose images all left. */
    private record Waiting(long lastNumber, CompletableFuture<Boolean> stored) {}

    private final Deque<Queued> queued = new ArrayDeque<>(); // guarded by this, as all that follows
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private long next;
    private boolean stopped;

    /** Makes {@code number} the next image's. */
    synchronized void seek(long number) {
        next = number;
    }

    /**
     * Adds the images of an upload, at least one.
     *
     * @return completes with whether Kafka has all of them
     */
    CompletableFuture<Boolean> add(List<Pixels> images) {
        CompletableFuture<Boolean> stored = new CompletableFuture<>();
        synchronized (this) {
            if (!stopped) {
                queued.add(new Queued(new ArrayDeque<>(images), stored));
                notifyAll();
                return stored;
            }
        }
        stored.complete(false);
        return stored;
    }

    /** Waits for images and numbers at most {@code most} of them; none where the queue was stopped. */
    synchronized List<Image> take(int most) throws InterruptedException {
        while (queued.isEmpty() && !stopped) {
            wait();
        }
        List<Image> taken = new ArrayList<>();
        while (taken.size() < most && !stopped && !queued.isEmpty()) {
            Queued upload = queued.element();
            Pixels image = upload.images().remove();
            taken.add(new Image(next++, image.label(), image.pixels()));
            if (upload.images().isEmpty()) {
                waiting.add(new Waiting(next - 1, upload.stored()));
                queued.remove();
            }
        }
        return taken;
    }

    /** Notes that Kafka has everything up to {@code number}. */
    void stored(long number) {
        List<CompletableFuture<Boolean>> done = new ArrayList<>();
        synchronized (this) {
            while (!waiting.isEmpty() && waiting.element().lastNumber() <= number) {
                done.add(waiting.remove().stored());
            }
        }
        done.forEach(upload -> upload.complete(true));
    }

    synchronized boolean isStopped() {
        return stopped;
    }

    /** Takes no more, and gives up what has not left wholly. */
    void stop() {
        List<CompletableFuture<Boolean>> given;
        synchronized (this) {
            stopped = true;
            notifyAll();
            given = queued.stream().map(Queued::stored).toList();
            queued.clear();
        }
        given.forEach(upload -> upload.complete(false));
    }

    /** Gives up what has not been acknowledged; after {@link #stop}. */
    void close() {
        List<CompletableFuture<Boolean>> given;
        synchronized (this) {
            given = waiting.stream().map(Waiting::stored).toList();
            waiting.clear();
        }
        given.forEach(upload -> upload.complete(false));
    }
}
