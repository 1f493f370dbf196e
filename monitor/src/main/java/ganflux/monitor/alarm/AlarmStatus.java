package ganflux.monitor.alarm;

/**
 * An alarm's state.
 *
 * @param reason why it was raised last, with figures; empty where it never was
 * @param step the step of the last change; 0 where there was none
 * @param atMs when that was, in milliseconds since 1970
 * @param raised how many times it was raised
 */
public record AlarmStatus(AlarmKind kind, boolean active, String reason, long step, long atMs, long raised) {
    static AlarmStatus quiet(AlarmKind kind) {
        return quiet(kind, 0, 0);
    }

    /** Never raised, as is known at a step and a time. */
    static AlarmStatus quiet(AlarmKind kind, long step, long atMs) {
        return new AlarmStatus(kind, false, "", step, atMs, 0);
    }
}
