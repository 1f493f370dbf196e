package ganflux.stream.service;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a service has opened, to be closed in reverse order, whether its start came to an end or not. Any thread. */
public final class Opened implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Opened.class);

    private final Deque<AutoCloseable> resources = new ConcurrentLinkedDeque<>();

    /** Will close {@code resource}, which it returns, before all that were added before. */
    public <C extends AutoCloseable> C add(C resource) {
        resources.push(resource);
        return resource;
    }

    /** Closes all; what does not close is logged, and the others are closed nevertheless. Later calls do nothing. */
    @Override
    public void close() {
        for (AutoCloseable next = resources.poll(); next != null; next = resources.poll()) {
            try {
                next.close();
            } catch (Exception e) {
                log.warn("{} did not close in good order", next.getClass().getSimpleName(), e);
            }
        }
    }
}
