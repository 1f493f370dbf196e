package ganflux.monitor.alarm;

import java.util.Optional;

/**
 * What a rule has to say at a moment.
 *
 * @param kind the rule's alarm
 * @param reason why it is bad, with figures; empty where it is not
 * @param doubtful too near to bad to clear an alarm, and not enough to raise it
 */
record Finding(AlarmKind kind, Optional<String> reason, boolean doubtful) {
    static Finding good(AlarmKind kind) {
        return new Finding(kind, Optional.empty(), false);
    }

    static Finding doubtful(AlarmKind kind) {
        return new Finding(kind, Optional.empty(), true);
    }

    static Finding bad(AlarmKind kind, String reason) {
        return new Finding(kind, Optional.of(reason), false);
    }

    /** Bad where there is a reason, good where there is none. */
    static Finding of(AlarmKind kind, Optional<String> reason) {
        return new Finding(kind, reason, false);
    }

    boolean isBad() {
        return reason.isPresent();
    }
}
