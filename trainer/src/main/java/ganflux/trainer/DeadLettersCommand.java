package ganflux.trainer;

import ganflux.stream.DeadLetter;
import ganflux.stream.DeadLetterTopic;
import ganflux.stream.KafkaSink;
import ganflux.stream.OutgoingRecord;
import ganflux.stream.SendException;
import ganflux.stream.Topics;
import ganflux.stream.command.CommonOptions;
import ganflux.stream.command.KafkaOptions;
import ganflux.stream.command.UsageError;
import ganflux.stream.command.UserError;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Flux;

/** {@code ganflux dead-letters}: the records that a trainer has put aside. */
@Command(
        name = "dead-letters",
        description = {
            "List the records that could not be used, show one as a picture, or send them to the images' topic again.",
            "A replayed letter stays listed; a batch that was trained meanwhile is not trained again."
        },
        sortOptions = false)
public final class DeadLettersCommand implements Callable<Integer> {
    private static final long BYTES_IN_FLIGHT = 16L << 20;

    /** What to do. */
    enum Action {
        LIST,
        SHOW,
        REPLAY
    }

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "list|show|replay",
            description = "What to do; list where nothing is said.")
    private Action action = Action.LIST;

    @Parameters(index = "1", arity = "0..1", paramLabel = "N", description = "Number of the letter, as listed.")
    private @Nullable Long number;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Option(
            names = "--topic",
            paramLabel = "NAME",
            defaultValue = Topics.IMAGES,
            description = "Topic of the images, whose letters are on NAME.dead (default: ${DEFAULT-VALUE}).")
    private String topic = Topics.IMAGES;

    @Option(names = "--all", description = "With replay: all letters.")
    private boolean all;

    @Option(names = "--out", paramLabel = "FILE.png", description = "With show: where to put the picture.")
    private @Nullable Path out;

    @Mixin
    final CommonOptions common = new CommonOptions();

    @Override
    public Integer call() {
        Map<String, String> client = kafka.clientProperties();
        if (action == Action.REPLAY && all == (number != null)) {
            throw new UsageError("replay needs the number of one letter, or --all");
        }
        if (action == Action.SHOW && (number == null || out == null)) {
            throw new UsageError("show needs the number of a letter, and --out FILE.png");
        }
        try (DeadLetterTopic letters = new DeadLetterTopic(client, topic)) {
            switch (action) {
                case LIST -> list(letters, System.out);
                case SHOW -> show(one(letters));
                case REPLAY -> replay(letters, client);
            }
        }
        return 0;
    }

    private static void list(DeadLetterTopic letters, PrintStream out) {
        AtomicLong count = new AtomicLong();
        letters.read(0, letter -> {
            count.incrementAndGet();
            out.printf(
                    "%6d  %s  %-10s  %s-%d offset %d  %,d bytes  %s%n",
                    letter.number(),
                    Instant.ofEpochMilli(letter.putAsideMs()),
                    letter.reason(),
                    letter.sourceTopic(),
                    letter.sourcePartition(),
                    letter.sourceOffset(),
                    letter.value().length,
                    letter.detail());
            return true;
        });
        out.printf("%,d dead letter%s%n", count.get(), count.get() == 1 ? "" : "s");
    }

    private DeadLetter one(DeadLetterTopic letters) {
        long wanted = number == null ? -1 : number;
        List<DeadLetter> found = new ArrayList<>();
        letters.read(wanted, letter -> {
            found.add(letter);
            return false;
        });
        if (found.isEmpty() || found.get(0).number() != wanted) {
            throw new UserError("there is no dead letter " + wanted + " on " + Topics.deadName(topic)
                    + "; 'ganflux dead-letters' lists those that there are");
        }
        return found.get(0);
    }

    private void show(DeadLetter letter) {
        Path file = out == null ? Path.of("") : out;
        byte[] picture = DeadPicture.of(letter.value())
                .orElseThrow(() -> new UserError("dead letter " + letter.number()
                        + " holds no image that can be drawn: " + letter.reason() + ", " + letter.detail()));
        try {
            Files.write(file, picture);
        } catch (IOException e) {
            throw new UserError(
                    "--out " + file + " cannot be written (" + e + "); give a path that this user may write", e);
        }
        System.out.printf("dead letter %d (%s, %s) in %s%n", letter.number(), letter.reason(), letter.detail(), file);
    }

    private void replay(DeadLetterTopic letters, Map<String, String> client) {
        AtomicLong sent = new AtomicLong();
        try (KafkaSink sink = new KafkaSink(client, BYTES_IN_FLIGHT)) {
            if (all) {
                letters.read(0, letter -> {
                    send(sink, letter);
                    sent.incrementAndGet();
                    return true;
                });
            } else {
                send(sink, one(letters));
                sent.incrementAndGet();
            }
        } finally {
            System.out.printf("%,d sent to %s again%n", sent.get(), topic);
        }
    }

    /** One at a time: the next is read when this one is acknowledged. */
    private void send(KafkaSink sink, DeadLetter letter) {
        Integer partition = letter.sourcePartition() < 0 ? null : letter.sourcePartition();
        try {
            sink.send(Flux.just(new OutgoingRecord(topic, partition, null, letter.value())))
                    .blockLast();
        } catch (SendException e) {
            throw new UserError("dead letter " + letter.number() + " could not be sent again: " + e.getMessage(), e);
        }
    }
}
