package ganflux.ingest.source;

import java.util.Map;

/**
 * How requests with images were answered.
 *
 * @param answers how many by HTTP status
 * @param heldBytes of requests that are not answered yet
 */
public record UploadStats(Map<Integer, Long> answers, long heldBytes) {
    /** Of a source that takes no requests. */
    public static final UploadStats NONE = new UploadStats(Map.of(), 0);

    /** Copies the map. */
    public UploadStats {
        answers = Map.copyOf(answers);
    }
}
