package ganflux.monitor;

import ganflux.v1.RoundReport;
import ganflux.v1.StepReport;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The meters of the rounds in which a run's steps are made (docs/CLUSTER.md). There are none before the first of them; where a later
 * step is of no round the gauges are NaN. Reports are taken by one thread; gauges read from any.
 */
final class RoundMeters {
    private final MeterRegistry registry;
    private final Tags run;
    private final List<Meter> registered;
    private final RestartingCount numbers = new RestartingCount();
    private @Nullable Counter rounds;
    private volatile @Nullable RoundReport newest;

    /** Adds each meter that it registers to {@code registered}. */
    RoundMeters(MeterRegistry registry, Tags run, List<Meter> registered) {
        this.registry = registry;
        this.run = run;
        this.registered = registered;
    }

    /** Takes the newest report; {@code counts} says whether its round is of those to be counted. */
    void report(StepReport report, boolean counts) {
        newest = report.hasRound() ? report.getRound() : null;
        if (!report.hasRound()) {
            return;
        }
        Counter counter = rounds == null ? register() : rounds;
        rounds = counter;
        double growth = numbers.advance(report.getRound().getNumber());
        if (counts) {
            counter.increment(growth);
        }
    }

    private Counter register() {
        gauge("slots", "Workers of the newest round", RoundReport::getSlots);
        gauge("executors", "Executors at the end of the newest round", RoundReport::getExecutors);
        gauge("round.seconds", "Duration of the newest round", RoundReport::getSeconds);
        gauge("slowest.slot.seconds", "Duration of its slowest worker", RoundReport::getSlowestSlotSeconds);
        gauge("fastest.slot.seconds", "Duration of its fastest worker", RoundReport::getFastestSlotSeconds);
        gauge("overhead.ratio", "Share of it that was not its slowest worker's", RoundReport::getOverheadRatio);
        gauge(
                "spread.ratio",
                "Root mean square distance of the workers from their average, over its length",
                RoundReport::getSpreadRatio);
        Counter counter = Counter.builder("ganflux.cluster.rounds")
                .baseUnit("rounds")
                .description("Rounds that ended in a checkpoint")
                .tags(run)
                .register(registry);
        registered.add(counter);
        return counter;
    }

    private void gauge(String name, String description, ToDoubleFunction<RoundReport> field) {
        registered.add(Gauge.builder("ganflux.cluster." + name, () -> value(field))
                .description(description)
                .tags(run)
                .register(registry));
    }

    private double value(ToDoubleFunction<RoundReport> field) {
        RoundReport round = newest;
        return round == null ? Double.NaN : field.applyAsDouble(round);
    }
}
