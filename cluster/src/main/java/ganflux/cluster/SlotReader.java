package ganflux.cluster;

import ganflux.cluster.SlotResult.Counts;
import ganflux.stream.KafkaSource;
import ganflux.stream.KafkaSourceConfig;
import ganflux.stream.Order;
import ganflux.stream.ReceivedRecord;
import ganflux.stream.Start;
import ganflux.stream.command.UserError;
import ganflux.trainer.Connections;
import ganflux.trainer.Intake;
import ganflux.trainer.Minibatch;
import ganflux.trainer.checkpoint.StreamPosition;
import ganflux.trainer.checkpoint.StreamPosition.Cursor;
import ganflux.trainer.gan.AlternatingStep;
import ganflux.trainer.preset.Preset;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The minibatches of one slot's partitions, in strict order, from its position on. Nothing is written: records that cannot be used are
 * noted for the driver. One thread reads; {@link #next} waits for images until there are some, or it is interrupted.
 */
final class SlotReader implements AutoCloseable {
    private static final long ROOM_OF_A_PARTITION = 8L << 20;

    private final Round.Task task;
    private final KafkaSource source;
    private final Intake intake;
    private final Iterator<Counted> minibatches;
    private final Queue<DeadReference> dead = new ConcurrentLinkedQueue<>(); // written by the poll thread
    private long duplicates;
    private long unlabelled;
    private long gapRecords;

    /** A minibatch, and what had been passed over when it was full. */
    private record Counted(Minibatch minibatch, long duplicates, long unlabelled, long gapRecords) {}

    SlotReader(Round round, Preset preset, SlotPlan plan) {
        task = round.task();
        StreamPosition start = plan.position();
        source = new KafkaSource(new KafkaSourceConfig(
                task.client(),
                task.topic(),
                new Start.At(start.offsets(), task.onGap(), plan.partitions()),
                budget(round, preset, plan.partitions().size()),
                Connections.RECORDS_A_POLL,
                Optional.empty(),
                Order.STRICT));
        intake = new Intake(preset, start, this::note);
        minibatches = source.records()
                .takeUntilOther(silence())
                .concatMap(this::take, 1)
                .toIterable(1)
                .iterator();
    }

    /** Ends in an error where Kafka has not answered once in all of the task's patience, and otherwise without a word. */
    private Mono<Void> silence() {
        return Mono.delay(task.patience())
                .flatMap(late -> source.stats().lastFetchMs() == 0 ? Mono.error(new KafkaSilence()) : Mono.never());
    }

    /**
     * What is read ahead of a round is read again in the next: so no more than two rounds; but as strict order needs a record of each
     * partition at once, room for the largest of all of them.
     */
    static long budget(Round round, Preset preset, int partitions) {
        long bytes = AlternatingStep.images(preset, round.firstStep(), round.steps())
                * preset.shape().bytes();
        return Math.min(round.task().budgetBytes(), Math.max(partitions * ROOM_OF_A_PARTITION, 2 * bytes));
    }

    private Flux<Counted> take(ReceivedRecord record) {
        return intake.take(record)
                .map(minibatch -> new Counted(
                        minibatch,
                        intake.duplicates(),
                        intake.unlabelled(),
                        source.stats().gapRecords()));
    }

    private Mono<Void> note(ReceivedRecord record, String reason, String detail) {
        DeadReference reference = new DeadReference(record.partition(), record.offset(), reason, detail);
        if (dead.size() == task.mostDead()) {
            return Mono.error(tooMany(task, reference));
        }
        dead.add(reference);
        return Mono.empty();
    }

    /** For a round with more unusable records than it may have; {@code last} is one of them. */
    static UserError tooMany(Round.Task task, DeadReference last) {
        return new UserError(
                "more than " + task.mostDead() + " records of one round cannot be used, the last one " + task.topic()
                        + "-" + last.partition() + " offset " + last.offset() + ": " + last.detail()
                        + "; find who sends them, or raise --max-dead-per-minute");
    }

    Minibatch next() {
        Counted next = minibatches.next();
        duplicates = next.duplicates;
        unlabelled = next.unlabelled;
        gapRecords = next.gapRecords;
        return next.minibatch;
    }

    /** Of the records that could not be used, those that {@code position} has passed; what was only read ahead is met again. */
    List<DeadReference> dead(StreamPosition position) {
        return dead.stream()
                .filter(each -> {
                    Cursor cursor = position.partitions().get(each.partition());
                    return cursor != null && each.offset() < cursor.offset();
                })
                .toList();
    }

    /** Up to the newest minibatch: what was read ahead of it is met again. */
    Counts counts() {
        return new Counts(source.stats().lagRecords(), duplicates, unlabelled, gapRecords);
    }

    /** Does not wait: to leave Kafka takes up to half a second where a fetch waits for images, and a result is ready. */
    @Override
    public void close() {
        Thread leaving = new Thread(source::close, "slot-leaving");
        leaving.setDaemon(true);
        leaving.start();
    }
}
