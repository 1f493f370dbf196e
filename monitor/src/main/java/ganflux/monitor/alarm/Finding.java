package ganflux.monitor.alarm;

import java.util.Optional;

/**
 * What a rule has to say at a moment.
 *
 * @param kind the rule's alarm
 * @param reason why it is bad, with figures; empty where all is well
 */
record Finding(AlarmKind kind, Optional<String> reason) {
    static Finding good(AlarmKind kind) {
        return new Finding(kind, Optional.empty());
    }

    static Finding bad(AlarmKind kind, String reason) {
        return new Finding(kind, Optional.of(reason));
    }

    boolean isBad() {
        return reason.isPresent();
    }
}
