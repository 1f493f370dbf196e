package ganflux.cluster;

import java.io.Serializable;

/**
 * What a task answers. Nothing that it can say itself is an exception: Spark would try it again as often as a task whose executor was
 * lost, and say so in many lines.
 */
sealed interface SlotOutcome extends Serializable {
    /** It made its steps. */
    record Made(SlotResult result) implements SlotOutcome {}

    /** It cannot be, for a reason of the user's, in one line. */
    record Refused(String why) implements SlotOutcome {}

    /** It failed, for a reason that another try may not meet; in one line. */
    record Failed(String what) implements SlotOutcome {}

    /** Kafka is not reached from there, which may be so for a while; in one line. */
    record Unreached(String why) implements SlotOutcome {}
}
