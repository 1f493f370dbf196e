package ganflux.monitor.alarm;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** The Prometheus metrics of alarms; {@code docs/METRICS.md} lists them. Thread-safe. */
public final class AlarmMeters {
    private final MeterRegistry registry;
    private final long sinceMs;
    private final Map<String, OfRun> runs = new HashMap<>();

    private record OfAlarm(AtomicInteger active, Counter raised) {}

    private record OfRun(Map<AlarmKind, OfAlarm> alarms, List<Meter> registered) {}

    /** Registers into {@code registry}, and counts what is raised from {@code sinceMs} on, in milliseconds since 1970. */
    public AlarmMeters(MeterRegistry registry, long sinceMs) {
        this.registry = registry;
        this.sinceMs = sinceMs;
    }

    /** Registers every alarm of a run, all at 0, where that was not done before. */
    public synchronized void know(String run) {
        runs.computeIfAbsent(run, this::register);
    }

    private OfRun register(String run) {
        OfRun made = new OfRun(new EnumMap<>(AlarmKind.class), new ArrayList<>());
        for (AlarmKind kind : AlarmKind.values()) {
            Tags tags = Tags.of("run", run, "alarm", kind.label());
            AtomicInteger active = new AtomicInteger();
            Counter raised = Counter.builder("ganflux.raised.alarms")
                    .baseUnit("alarms")
                    .description("How many times the alarm was raised")
                    .tags(tags)
                    .register(registry);
            made.registered.add(raised);
            made.registered.add(Gauge.builder("ganflux.alarm.active", active, AtomicInteger::get)
                    .description("1 while the alarm is raised, else 0")
                    .tags(tags)
                    .register(registry));
            made.alarms.put(kind, new OfAlarm(active, raised));
        }
        return made;
    }

    /** An alarm of a run was raised or cleared; what was raised before the start is not counted. */
    public synchronized void changed(String run, AlarmStatus status) {
        know(run);
        OfRun of = runs.get(run);
        OfAlarm alarm = of == null ? null : of.alarms.get(status.kind());
        if (alarm != null) {
            alarm.active.set(status.active() ? 1 : 0);
            alarm.raised.increment(status.active() && status.atMs() >= sinceMs ? 1 : 0);
        }
    }

    /** Removes every meter of a run. */
    public synchronized void forget(String run) {
        OfRun known = runs.remove(run);
        if (known != null) {
            known.registered.forEach(registry::remove);
        }
    }
}
