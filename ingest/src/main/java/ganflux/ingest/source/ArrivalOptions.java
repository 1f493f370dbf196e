package ganflux.ingest.source;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How images arrive, for the sources where they do.
 *
 * @param state directory for what must survive a restart; empty for the source's own default
 * @param settle for how long a file of a watched folder must not have changed before it is read
 * @param uploads how images are taken over HTTP
 */
public record ArrivalOptions(Optional<Path> state, Duration settle, UploadOptions uploads) {
    /** Long enough for the pauses of a copy over a network. */
    public static final Duration DEFAULT_SETTLE = Duration.ofSeconds(2);

    /** The defaults. */
    public static ArrivalOptions defaults() {
        return new ArrivalOptions(Optional.empty(), DEFAULT_SETTLE, UploadOptions.defaults());
    }

    /** These options with another directory for what must survive a restart. */
    public ArrivalOptions withState(Path directory) {
        return new ArrivalOptions(Optional.of(directory), settle, uploads);
    }

    /** These options with another time for files to settle. */
    public ArrivalOptions withSettle(Duration time) {
        return new ArrivalOptions(state, time, uploads);
    }

    /** These options with other ways of taking uploads. */
    public ArrivalOptions withUploads(UploadOptions other) {
        return new ArrivalOptions(state, settle, other);
    }
}
