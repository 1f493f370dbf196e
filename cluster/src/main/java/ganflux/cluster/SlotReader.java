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
import ganflux.trainer.checkpoint.PositionMessages;
import ganflux.trainer.checkpoint.StreamPosition;
import ganflux.trainer.checkpoint.StreamPosition.Cursor;
import ganflux.trainer.preset.Preset;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import reactor.core.publisher.Mono;

/**
 * The minibatches of one slot's partitions, in strict order, from its position on. Nothing is written: records that cannot be used are
 * noted for the driver. One thread reads; {@link #next} waits for images until there are some, or it is interrupted.
 */
final class SlotReader implements AutoCloseable {
    private final KafkaSource source;
    private final Intake intake;
    private final Iterator<Minibatch> minibatches;
    private final Queue<DeadReference> dead = new ConcurrentLinkedQueue<>(); // written by the poll thread
    private final int mostDead;

    SlotReader(Round.Task task, Preset preset, SlotPlan plan) {
        mostDead = task.mostDead();
        StreamPosition start = PositionMessages.read(plan.position());
        source = new KafkaSource(new KafkaSourceConfig(
                task.client(),
                task.topic(),
                new Start.At(start.offsets(), task.onGap(), plan.partitions()),
                task.budgetBytes(),
                Connections.RECORDS_A_POLL,
                Optional.empty(),
                Order.STRICT));
        intake = new Intake(preset, start, this::note);
        minibatches = source.records().concatMap(intake::take, 1).toIterable(1).iterator();
    }

    private Mono<Void> note(ReceivedRecord record, String reason, String detail) {
        if (dead.size() == mostDead) {
            return Mono.error(
                    new UserError("more than " + mostDead + " records of one round cannot be used, the last one "
                            + record.topic() + "-" + record.partition() + " offset " + record.offset() + ": " + detail
                            + "; find who sends them, or raise --max-dead-per-minute"));
        }
        dead.add(new DeadReference(record.partition(), record.offset(), reason, detail));
        return Mono.empty();
    }

    Minibatch next() {
        return minibatches.next();
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

    Counts counts() {
        return new Counts(
                source.stats().lagRecords(),
                intake.duplicates(),
                intake.unlabelled(),
                source.stats().gapRecords());
    }

    @Override
    public void close() {
        source.close();
    }
}
