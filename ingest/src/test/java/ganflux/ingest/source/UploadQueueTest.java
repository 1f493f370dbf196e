package ganflux.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import ganflux.ingest.source.UploadDecoder.Pixels;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class UploadQueueTest {
    private final UploadQueue queue = new UploadQueue();

    @Test
    void anUploadIsStoredWithItsLastImage() throws InterruptedException {
        CompletableFuture<Boolean> three = queue.add(images(3));
        CompletableFuture<Boolean> two = queue.add(images(2));

        assertThat(queue.take(4)).extracting(Image::id).containsExactly(0L, 1L, 2L, 3L);
        queue.stored(1);
        assertThat(three).isNotDone();
        queue.stored(3);
        assertThat(three).isCompletedWithValue(true);
        assertThat(two).isNotDone();

        assertThat(queue.take(4)).extracting(Image::id).containsExactly(4L);
        queue.stored(4);
        assertThat(two).isCompletedWithValue(true);
    }

    @Test
    void whatHasLeftWhenItStopsMayStillBeStored() throws InterruptedException {
        CompletableFuture<Boolean> left = queue.add(images(1));
        CompletableFuture<Boolean> leftInPart = queue.add(images(2));
        CompletableFuture<Boolean> waits = queue.add(images(1));
        queue.take(2);

        queue.stop();

        assertThat(queue.take(9)).isEmpty();
        assertThat(leftInPart).isCompletedWithValue(false);
        assertThat(waits).isCompletedWithValue(false);
        assertThat(queue.add(images(1))).isCompletedWithValue(false);
        assertThat(left).isNotDone();
        queue.stored(0);
        assertThat(left).isCompletedWithValue(true);
    }

    @Test
    void whatWasNeverAcknowledgedIsGivenUpAtTheEnd() throws InterruptedException {
        CompletableFuture<Boolean> left = queue.add(images(1));
        queue.take(1);
        queue.stop();
        queue.close();

        assertThat(left).isCompletedWithValue(false);
    }

    @Test
    void whoWaitsIsWokenByAnUploadAndByTheEnd() throws InterruptedException {
        List<CompletableFuture<Boolean>> added = new CopyOnWriteArrayList<>();
        Thread sender = new Thread(() -> added.add(queue.add(images(1))));
        sender.start();
        assertThat(queue.take(1)).hasSize(1);
        sender.join();
        assertThat(added).hasSize(1);

        Thread stopper = new Thread(queue::stop);
        stopper.start();
        assertThat(queue.take(1)).isEmpty();
        stopper.join();
    }

    private static List<Pixels> images(int count) {
        return Stream.generate(() -> new Pixels(Image.UNLABELLED, new byte[1]))
                .limit(count)
                .toList();
    }
}
