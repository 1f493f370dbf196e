package ganflux.trainer;

import ganflux.stream.KafkaSource;
import ganflux.stream.KafkaSourceConfig;
import ganflux.stream.PositionLostException;
import ganflux.stream.Refusal;
import ganflux.stream.SourceStats;
import ganflux.stream.Start;
import ganflux.stream.command.UserError;
import ganflux.stream.service.Opened;
import ganflux.stream.service.ServiceMeters;
import ganflux.trainer.checkpoint.StreamPosition;
import ganflux.v1.PipelineState;
import java.util.Map;
import java.util.Optional;

/** A trainer's ends in Kafka: where images come from, and where it says what it does. */
public record Connections(KafkaSource source, Outlets outlets) {
    /** Records that a poll of the images hands over at most. */
    public static final int RECORDS_A_POLL = 64;

    /** Makes the clients, to read at {@code position}; {@code opened} closes them. */
    static Connections open(TrainerConfig config, StreamPosition position, ServiceMeters meters, Opened opened) {
        KafkaSource source = opened.add(new KafkaSource(
                new KafkaSourceConfig(
                        config.client(),
                        config.topic(),
                        new Start.At(position.offsets(), config.faults().onGap()),
                        config.budgetBytes(),
                        RECORDS_A_POLL,
                        Optional.of(config.progressGroup()),
                        config.order()),
                meters::bind));
        return new Connections(
                source, opened.add(Outlets.open(config, meters, config.faults().maxDeadPerMinute())));
    }

    /** What the two ends know of where the trainer stands in its stream; the rest is the caller's. */
    PipelineState.Builder state(long dataAgeMs) {
        SourceStats stats = source.stats();
        return PipelineState.newBuilder()
                .setLagRecords(stats.lagRecords())
                .setBufferedBytes(stats.bufferedBytes())
                .setBudgetBytes(stats.budgetBytes())
                .setBufferedRecords(stats.bufferedRecords())
                .setPausedPartitions(stats.pausedPartitions())
                .setGapRecords(stats.gapRecords())
                .setDroppedReports(outlets.dropped())
                .setDataAgeSeconds(Math.max(0, dataAgeMs) / 1e3);
    }

    /** What to tell a user of what ended the stream of images; {@code failure} itself where there is nothing better. */
    public static Throwable explained(Throwable failure, Map<String, String> client) {
        if (failure instanceof PositionLostException lost) {
            return new UserError(lost.getMessage() + ", or go on behind the gap with --on-gap continue", lost);
        }
        String bootstrap = client.getOrDefault("bootstrap.servers", "");
        return Refusal.explain(failure, bootstrap).map(Throwable.class::cast).orElse(failure);
    }
}
