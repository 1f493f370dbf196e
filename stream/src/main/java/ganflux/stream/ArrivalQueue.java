package ganflux.stream;

import java.util.Queue;
import org.jspecify.annotations.Nullable;
import reactor.util.concurrent.Queues;

/** Records in the order in which they were polled. */
final class ArrivalQueue implements RecordQueue {
    private final Queue<ReceivedRecord> queue =
            Queues.<ReceivedRecord>unbounded(256).get();

    @Override
    public void offer(ReceivedRecord record) {
        queue.offer(record);
    }

    @Override
    public @Nullable ReceivedRecord poll() {
        return queue.poll();
    }

    @Override
    public @Nullable ReceivedRecord pollAny() {
        return queue.poll();
    }

    @Override
    public boolean isEmpty() {
        return queue.isEmpty();
    }
}
