package ganflux.trainer;

import ganflux.stream.OnGap;
import ganflux.stream.command.UsageError;
import java.time.Duration;

/**
 * What a trainer puts up with, and what it stops for.
 *
 * @param maxNonFinite steps in a row with a NaN or an infinity after which the weights go back to the newest checkpoint
 * @param onGap what to do where Kafka no longer has the next record, or the topic was created anew
 * @param maxDeadPerMinute unusable records within a minute that are put aside; more stop the training
 * @param checkpointPatience for how long checkpoints may fail before the training stops
 */
public record FaultPolicy(int maxNonFinite, OnGap onGap, int maxDeadPerMinute, Duration checkpointPatience) {
    /** As the options' defaults. */
    public static final FaultPolicy DEFAULT = new FaultPolicy(3, OnGap.STOP, 600, Duration.ofMinutes(15));

    /** Checks the numbers. */
    public FaultPolicy {
        if (maxNonFinite < 1) {
            throw new UsageError("--max-non-finite must be at least 1 but is " + maxNonFinite);
        }
        if (maxDeadPerMinute < 0) {
            throw new UsageError("--max-dead-per-minute must be at least 0 but is " + maxDeadPerMinute);
        }
        if (checkpointPatience.isNegative()) {
            throw new UsageError("--checkpoint-patience must be at least 0 but is " + checkpointPatience.toMinutes());
        }
    }
}
