package ganflux.ingest.source;

import ganflux.ingest.upload.BadUploadException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A request's body as it comes in; every byte is in the budget until {@link #release}. Used by one thread at a time. */
final class UploadBody {
    private final UploadBudget budget;
    private final int most;
    private final List<byte[]> pieces = new ArrayList<>();
    private int held;
    private long received;
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

    /**
     * Adds a piece. Where the budget is full, or there is more than is allowed, all is dropped and the sender heard out: one
     * who is cut off while sending may not see the answer.
     *
     * @throws BadUploadException where there is more than twice what is allowed
     */
    synchronized void add(byte[] piece) throws BadUploadException {
        received += piece.length;
        if (received > 2L * most) {
            throw tooLarge(most);
        }
        if (received > most) {
            drop();
        } else if (full || released || !budget.tryTake(piece.length)) {
            full = true;
            drop();
        } else {
            pieces.add(piece);
            held += piece.length;
        }
    }

    static BadUploadException tooLarge(int most) {
        return new BadUploadException(
                BadUploadException.TOO_LARGE,
                "the upload has more than the " + most + " bytes allowed; send less at once");
    }

    /** All bytes, once. */
    synchronized byte[] bytes() throws BadUploadException {
        if (received > most) {
            throw tooLarge(most);
        }
        if (full) {
            throw new BusyException();
        }
        ByteBuffer all = ByteBuffer.allocate(held);
        pieces.forEach(all::put);
        pieces.clear();
        return all.array();
    }

    /** Gives the bytes back to the budget. */
    synchronized void release() {
        released = true;
        drop();
    }

    private void drop() {
        budget.give(held);
        held = 0;
        pieces.clear();
    }
}
