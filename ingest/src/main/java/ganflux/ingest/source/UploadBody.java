package ganflux.ingest.source;

import ganflux.ingest.upload.BadUploadException;
import java.io.ByteArrayOutputStream;

/** A request's body as it comes in; every byte is in the budget until {@link #release}. Used by one thread at a time. */
final class UploadBody {
    private final UploadBudget budget;
    private final int most;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean full;
    private boolean released;

    UploadBody(UploadBudget budget, int most) {
        this.budget = budget;
        this.most = most;
    }

    /** There is no room for a request now, but there will be. */
    static final class BusyException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BusyException() {
            super("too much waits for Kafka; try again later", null, false, false);
        }
    }

    /** Adds a piece; where the budget is full, all that comes is dropped, so that the sender hears the answer. */
    synchronized void add(byte[] piece) throws BadUploadException {
        if (bytes.size() + (long) piece.length > most) {
            throw tooLarge(most);
        }
        full |= released || !budget.tryTake(piece.length);
        if (!full) {
            bytes.writeBytes(piece);
        }
    }

    static BadUploadException tooLarge(int most) {
        return new BadUploadException(
                BadUploadException.TOO_LARGE,
                "the upload has more than the " + most + " bytes allowed; send less at once");
    }

    /** All bytes. */
    synchronized byte[] bytes() {
        if (full) {
            throw new BusyException();
        }
        return bytes.toByteArray();
    }

    /** Gives the bytes back to the budget. */
    synchronized void release() {
        if (!released) {
            released = true;
            budget.give(bytes.size());
            bytes.reset();
        }
    }
}
