package ganflux.cluster;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/** What is to be known of rounds, as meters of the driver's own {@code /metrics}; docs/CLUSTER.md lists them. Thread-safe. */
final class RoundMeters {
    private final Counter rounds;
    private volatile Figures last = new Figures(0, 0, 0, 0, 0, 0);

    /**
     * Of one round.
     *
     * @param slots that it had
     * @param executors that there were at its end
     * @param seconds from its plan to its checkpoint
     * @param slowest seconds of the slowest slot
     * @param fastest seconds of the fastest slot
     * @param spread as {@link Averaging#spread}
     */
    record Figures(int slots, int executors, double seconds, double slowest, double fastest, double spread) {
        /** The share of the round that was not its slowest slot's: sending, averaging, writing. */
        double overhead() {
            return seconds == 0 ? 0 : Math.max(0, 1 - slowest / seconds);
        }
    }

    RoundMeters(MeterRegistry registry) {
        rounds = Counter.builder("ganflux.cluster.rounds")
                .description("Rounds that ended in a checkpoint")
                .register(registry);
        gauge(registry, "slots", "Slots of the last round", Figures::slots);
        gauge(registry, "executors", "Executors at the end of the last round", Figures::executors);
        gauge(registry, "round.seconds", "Duration of the last round", Figures::seconds);
        gauge(registry, "slowest.slot.seconds", "Duration of the slowest slot of the last round", Figures::slowest);
        gauge(registry, "fastest.slot.seconds", "Duration of the fastest slot of the last round", Figures::fastest);
        gauge(registry, "overhead.ratio", "Share of the last round that was not its slowest slot's", Figures::overhead);
        gauge(
                registry,
                "spread.ratio",
                "Root mean square distance of the workers from their average, over its length, before the last average",
                Figures::spread);
    }

    private void gauge(MeterRegistry registry, String name, String description, ToDoubleFunction<Figures> value) {
        Gauge.builder("ganflux.cluster." + name, () -> value.applyAsDouble(last))
                .description(description)
                .register(registry);
    }

    void count(Figures figures) {
        last = figures;
        rounds.increment();
    }

    Figures last() {
        return last;
    }
}
