package ganflux.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import ganflux.stream.ReceivedRecord;
import ganflux.trainer.checkpoint.StreamPosition;
import ganflux.v1.ImageBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A ledger of every image: batches of random sizes on three partitions, some sent twice, also to another partition, with
 * records in between that cannot be used; read in random order across the partitions; and a trainer that is killed again
 * and again and goes on from its last checkpoint.
 */
class RebatcherLedgerTest {
    private static final int PARTITIONS = 3;
    private static final int BATCHES = 60;
    private static final int MINIBATCH = 5;
    private static final int IMAGE_BYTES = 4;

    static List<Integer> seeds() {
        List<Integer> seeds = new ArrayList<>();
        for (int seed = 1; seed <= 200; seed++) {
            seeds.add(seed);
        }
        return seeds;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyImageIsInTheSurvivingLineageOnce(int seed) {
        assertOnce(seed, UsableLabels.ANY, image -> true);
    }

    /** Labels are 0, 1 and 2 in turn. */
    @ParameterizedTest
    @MethodSource("seeds")
    void everyImageOfAClassIsInItOnceAndNoOther(int seed) {
        assertOnce(seed, new UsableLabels(2), image -> image % 3 < 2);
    }

    private static void assertOnce(int seed, UsableLabels labels, IntPredicate usable) {
        Random random = new Random(seed);
        int images = 0;
        List<List<Optional<ImageBatch>>> topic = new ArrayList<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            topic.add(new ArrayList<>());
        }
        for (int sequence = 0; sequence < BATCHES; sequence++) {
            ImageBatch batch = batch(sequence, images, 1 + random.nextInt(12));
            images += batch.getCount();
            topic.get(sequence % PARTITIONS).add(Optional.of(batch));
            if (random.nextInt(4) == 0) {
                List<Optional<ImageBatch>> somewhere = topic.get(random.nextInt(PARTITIONS));
                somewhere.add(Optional.of(batch));
            }
            if (random.nextInt(6) == 0) {
                topic.get(random.nextInt(PARTITIONS)).add(Optional.empty());
            }
        }

        List<Integer> ledger = new ArrayList<>();
        StreamPosition checkpoint = StreamPosition.START;
        for (int life = 0; life < 6; life++) {
            boolean last = life == 5;
            int records = last ? Integer.MAX_VALUE : random.nextInt(40);
            checkpoint = live(topic, labels, checkpoint, records, ledger, random);
        }

        long expected = IntStream.range(0, images).filter(usable).count();
        assertThat(ledger).doesNotHaveDuplicates().allMatch(usable::test);
        assertThat(ledger.size()).isEqualTo(expected / MINIBATCH * MINIBATCH);
    }

    /** Trains from a checkpoint until so many records were read; what is trained after the last checkpoint is forgotten. */
    private static StreamPosition live(
            List<List<Optional<ImageBatch>>> topic,
            UsableLabels labels,
            StreamPosition start,
            int records,
            List<Integer> ledger,
            Random random) {
        Rebatcher rebatcher = new Rebatcher(MINIBATCH, IMAGE_BYTES, labels, start);
        boolean last = records == Integer.MAX_VALUE;
        int[] next = new int[PARTITIONS];
        start.offsets().forEach((partition, offset) -> next[partition] = Math.toIntExact(offset));
        StreamPosition checkpoint = start;
        List<Integer> sinceCheckpoint = new ArrayList<>();
        for (int read = 0; read < records; read++) {
            List<Integer> left = new ArrayList<>();
            for (int partition = 0; partition < PARTITIONS; partition++) {
                if (next[partition] < topic.get(partition).size()) {
                    left.add(partition);
                }
            }
            if (left.isEmpty()) {
                break;
            }
            int partition = left.get(random.nextInt(left.size()));
            int offset = next[partition]++;
            ReceivedRecord record = new ReceivedRecord("t", partition, offset, 0, new byte[0], () -> {});
            Optional<ImageBatch> batch = topic.get(partition).get(offset);
            List<Minibatch> full = batch.isPresent() ? rebatcher.add(record, batch.get()) : rebatcher.skip(record);
            for (Minibatch minibatch : full) {
                ByteBuffer pixels = ByteBuffer.wrap(minibatch.pixels());
                while (pixels.hasRemaining()) {
                    sinceCheckpoint.add(pixels.getInt());
                }
                if (last || random.nextInt(3) == 0) {
                    checkpoint = minibatch.after();
                    ledger.addAll(sinceCheckpoint);
                    sinceCheckpoint.clear();
                }
            }
        }
        return checkpoint;
    }

    /** Images of four bytes, their own number, and of which the label is that modulo 3. */
    private static ImageBatch batch(int sequence, int first, int count) {
        ByteBuffer pixels = ByteBuffer.allocate(count * IMAGE_BYTES);
        for (int i = 0; i < count; i++) {
            pixels.putInt(first + i);
        }
        return ImageBatch.newBuilder()
                .setSourceId("s")
                .setSequence(sequence)
                .setCount(count)
                .setPixels(ByteString.copyFrom(pixels.array()))
                .addAllLabels(IntStream.range(first, first + count)
                        .map(image -> image % 3)
                        .boxed()
                        .toList())
                .build();
    }
}
