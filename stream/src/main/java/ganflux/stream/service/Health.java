package ganflux.stream.service;

/**
 * Whether a service does its work.
 *
 * @param ok false makes {@code /healthz} answer 503
 * @param reason one line for a person, such as {@code "no broker at localhost:9092 for 40 s"}
 */
public record Health(boolean ok, String reason) {
    /** All is well. */
    public static final Health OK = new Health(true, "ok");

    /** Not well, for the reason given. */
    public static Health bad(String reason) {
        return new Health(false, reason);
    }
}
