package ganflux.cluster;

import java.io.Serializable;

/**
 * What a task answers. A user's mistake is an answer and no exception: Spark would try again what fails, and say so in many lines.
 */
sealed interface SlotOutcome extends Serializable {
    /** It made its steps. */
    record Made(SlotResult result) implements SlotOutcome {}

    /** It cannot be, for a reason of the user's, in one line. */
    record Refused(String why) implements SlotOutcome {}
}
