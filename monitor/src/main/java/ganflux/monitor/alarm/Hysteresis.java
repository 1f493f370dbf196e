package ganflux.monitor.alarm;

/**
 * Turns a stream of verdicts into a state that does not flicker: on after {@code raiseAfter} bad ones in a row, off after
 * {@code clearAfter} good ones in a row. Not thread-safe.
 */
public final class Hysteresis {
    private final int raiseAfter;
    private final int clearAfter;
    private int bad;
    private int good;
    private boolean active;

    /** Both at least 1. */
    public Hysteresis(int raiseAfter, int clearAfter) {
        if (raiseAfter < 1 || clearAfter < 1) {
            throw new IllegalArgumentException(
                    "raiseAfter and clearAfter must be at least 1 but are " + raiseAfter + " and " + clearAfter);
        }
        this.raiseAfter = raiseAfter;
        this.clearAfter = clearAfter;
    }

    /** Takes a verdict; true where it changed the state. */
    public boolean update(boolean isBad) {
        bad = isBad ? bad + 1 : 0;
        good = isBad ? 0 : good + 1;
        boolean next = active ? good < clearAfter : bad >= raiseAfter;
        boolean changed = next != active;
        active = next;
        return changed;
    }

    /** The state. */
    public boolean active() {
        return active;
    }
}
