package ganflux.trainer.checkpoint;

import ganflux.stream.command.UserError;
import java.nio.file.Path;

/** A checkpoint was refused because the run has been started again since by someone else. */
public final class StaleWriterException extends UserError {
    private static final long serialVersionUID = 1L;

    StaleWriterException(Path directory, long own, long newest) {
        super("the run in " + directory + " was started again elsewhere (start " + newest + ", this one is start " + own
                + "); only the newest may write checkpoints, so this one ends");
    }
}
