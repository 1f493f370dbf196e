package ganflux.trainer;

import ganflux.stream.service.Health;
import java.util.concurrent.CompletableFuture;

/** A run that is being trained, here or elsewhere. The methods are for any thread. */
public interface Training extends AutoCloseable {
    /** Begins; what goes wrong later is told by {@link #done}. */
    void start();

    /** Asks for the end; what is finished before is the implementation's to say. */
    void stop();

    /** Completes with the last step that is in a checkpoint; exceptionally where training failed. */
    CompletableFuture<Long> done();

    /** Whether it trains or could. */
    Health health();

    /** Stops and waits. */
    @Override
    void close();
}
