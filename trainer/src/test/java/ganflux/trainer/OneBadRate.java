package ganflux.trainer;

import java.util.concurrent.atomic.AtomicInteger;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/** A learning rate that makes weights useless at one iteration, as often as there are charges left. */
public final class OneBadRate implements ISchedule {
    private static final long serialVersionUID = 1L;

    static final AtomicInteger charges = new AtomicInteger();

    private static int lastAsked = -1;
    private static boolean bad;

    @JsonProperty
    private final int iteration;

    /** Goes off at {@code iteration}. */
    public OneBadRate(@JsonProperty("iteration") int iteration) {
        this.iteration = iteration;
    }

    /** Asked once for each block of parameters: the charge lasts until another iteration is asked for. */
    @Override
    public double valueAt(int at, int epoch) {
        synchronized (charges) {
            if (at != lastAsked) {
                bad = at == iteration && charges.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
                lastAsked = at;
            }
            return bad ? 1e30 : .01;
        }
    }

    @Override
    public ISchedule clone() {
        return new OneBadRate(iteration);
    }
}
