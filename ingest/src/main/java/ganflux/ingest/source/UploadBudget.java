package ganflux.ingest.source;

import java.util.concurrent.atomic.AtomicLong;

/** Bytes of requests that are held in memory: bodies until they are decoded, images until they are stored. Thread-safe. */
final class UploadBudget {
    private final long most;
    private final AtomicLong held = new AtomicLong();

    UploadBudget(long most) {
        this.most = most;
    }

    /** Holds {@code bytes} more, unless they do not fit. */
    boolean tryTake(long bytes) {
        if (held.addAndGet(bytes) <= most) {
            return true;
        }
        held.addAndGet(-bytes);
        return false;
    }

    /** Gives {@code bytes} back. */
    void give(long bytes) {
        held.addAndGet(-bytes);
    }

    long held() {
        return held.get();
    }
}
