package ganflux.trainer;

import java.util.concurrent.atomic.AtomicBoolean;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/** A learning rate for which there is no memory at one iteration, once for each charge. */
public final class NoMemoryAt implements ISchedule {
    private static final long serialVersionUID = 1L;

    static final AtomicBoolean charged = new AtomicBoolean();

    @JsonProperty
    private final int iteration;

    /** Goes off at {@code iteration}. */
    public NoMemoryAt(@JsonProperty("iteration") int iteration) {
        this.iteration = iteration;
    }

    @Override
    public double valueAt(int at, int epoch) {
        if (at == iteration && charged.getAndSet(false)) {
            throw new OutOfMemoryError("physicalBytes (2G) > maxPhysicalBytes (1G)");
        }
        return .01;
    }

    @Override
    public ISchedule clone() {
        return new NoMemoryAt(iteration);
    }
}
