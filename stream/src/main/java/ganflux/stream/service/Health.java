package ganflux.stream.service;

import java.util.function.Supplier;

/**
 * Whether a service does its work.
 *
 * @param ok false makes {@code /healthz} answer 503
 * @param reason one line for a person, such as {@code "no broker at localhost:9092 for 40 s"}
 */
public record Health(boolean ok, String reason) {
    /** All is well. */
    public static final Health OK = new Health(true, "ok");

    private static final long SILENCE_MS = 30_000;

    /** Not well, for the reason given. */
    public static Health bad(String reason) {
        return new Health(false, reason);
    }

    /**
     * Bad where no broker has answered for 30 s.
     *
     * @param bootstrap where the brokers are
     * @param answeredMs when one answered last, in milliseconds since 1970
     * @param nowMs the time, likewise
     */
    public static Health ofBroker(String bootstrap, long answeredMs, long nowMs) {
        long silentMs = nowMs - answeredMs;
        return silentMs > SILENCE_MS ? bad("no broker at " + bootstrap + " for " + silentMs / 1000 + " s") : OK;
    }

    /** The first of the two that is bad. */
    public Health and(Supplier<Health> next) {
        return ok ? next.get() : this;
    }
}
