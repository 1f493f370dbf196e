package ganflux.ingest.source;

import ganflux.stream.TerminalText;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the images that could not be read, and names them: all in the log, the first few for a summary. Thread-safe. */
public final class SkippedImages {
    /** How many names are kept for a summary. */
    public static final int KEPT_NAMES = 5;

    private static final int LOUD = 20; // A folder of a million broken files must not bury the terminal.
    private static final Logger log = LoggerFactory.getLogger(SkippedImages.class);

    private final List<String> names = new ArrayList<>(KEPT_NAMES);
    private long count;

    /** Counts one image, which {@code givenName} identifies to the user: perhaps a stranger's, so without control characters. */
    synchronized void add(String givenName, String reason) {
        String name = TerminalText.clean(givenName);
        count++;
        if (names.size() < KEPT_NAMES) {
            names.add(name);
        }
        if (count <= LOUD) {
            log.warn("Skipped {}: {}", name, reason);
        } else {
            log.info("Skipped {}: {}", name, reason);
        }
        if (count == LOUD) {
            log.warn("Further skipped images are counted, and named at level INFO only");
        }
    }

    /** How many distinct images were skipped. */
    public synchronized long count() {
        return count;
    }

    /** The names of the first {@value #KEPT_NAMES} skipped images. */
    public synchronized List<String> names() {
        return List.copyOf(names);
    }
}
