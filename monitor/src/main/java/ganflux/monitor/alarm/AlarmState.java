package ganflux.monitor.alarm;

/**
 * Whether an alarm is raised: so many bad findings in a row raise it, so many good ones in a row clear it, so that one odd finding
 * does neither. A value; every alarm keeps one of its own.
 *
 * @param raiseAfter bad findings in a row that raise it, at least 1
 * @param clearAfter good findings in a row that clear it, at least 1
 * @param raised whether it is raised
 * @param against findings in a row, up to now, that speak against {@code raised}
 */
public record AlarmState(int raiseAfter, int clearAfter, boolean raised, int against) {
    /** Checks the numbers. */
    public AlarmState {
        if (raiseAfter < 1 || clearAfter < 1 || against < 0) {
            throw new IllegalArgumentException(
                    "raiseAfter and clearAfter must be at least 1 and against at least 0 but are " + raiseAfter + ", "
                            + clearAfter + " and " + against);
        }
    }

    /** An alarm that is not raised and has found nothing yet. */
    public static AlarmState quiet(int raiseAfter, int clearAfter) {
        return new AlarmState(raiseAfter, clearAfter, false, 0);
    }

    /** The same alarm, raised. */
    AlarmState raise() {
        return new AlarmState(raiseAfter, clearAfter, true, 0);
    }

    /** The state after one more finding. */
    public AlarmState update(boolean bad) {
        int now = bad == raised ? 0 : against + 1;
        boolean turns = now >= (raised ? clearAfter : raiseAfter);
        return new AlarmState(raiseAfter, clearAfter, raised != turns, turns ? 0 : now);
    }
}
