package ganflux.trainer;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/** A learning rate that throws an error at one iteration, once for each charge. */
public final class ErrorAt implements ISchedule {
    private static final long serialVersionUID = 1L;

    static final AtomicReference<@Nullable Error> charge = new AtomicReference<>();

    @JsonProperty
    private final int iteration;

    /** Goes off at {@code iteration}. */
    public ErrorAt(@JsonProperty("iteration") int iteration) {
        this.iteration = iteration;
    }

    @Override
    public double valueAt(int at, int epoch) {
        Error error = at == iteration ? charge.getAndSet(null) : null;
        if (error != null) {
            throw error;
        }
        return .01;
    }

    @Override
    public ISchedule clone() {
        return new ErrorAt(iteration);
    }
}
