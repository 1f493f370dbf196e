package ganflux.monitor.page;

import ganflux.monitor.alarm.AlarmStatus;
import ganflux.monitor.alarm.Watches;
import ganflux.monitor.run.RunView;
import ganflux.monitor.run.Runs;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

/**
 * The server-sent events of {@code /events}: what is new of a run, at most five times a second, and a comment where
 * nothing was for 15 s, so that proxies and browsers keep the connection.
 *
 * <p>Nothing is queued for a client. Each keeps a position in the run's history, and a message holds what came after it;
 * for a client that has not taken its last message the turn is skipped, and its next message catches up, with rows left
 * out where there are too many. Messages are made on the scheduler's threads.
 */
final class EventStream {
    static final Duration TICK = Duration.ofMillis(200);
    static final Duration KEEP_ALIVE = Duration.ofSeconds(15);
    /** A message's bound: at 5 messages a second 125 rows a second, more than a curve can show. */
    static final int MAX_ROWS = 25;

    private static final String COMMENT = ": keep-alive\n\n";
    private static final long IDLE_TICKS = KEEP_ALIVE.dividedBy(TICK);

    private final Runs runs;
    private final Watches watches;
    private final Clock clock;
    private final Scheduler scheduler;

    EventStream(Runs runs, Watches watches, Clock clock, Scheduler scheduler) {
        this.runs = runs;
        this.watches = watches;
        this.clock = clock;
        this.scheduler = scheduler;
    }

    /**
     * Messages for one client, beginning now, in the wire form of server-sent events; never ends by itself.
     *
     * @param run the run to follow, or null for whichever is the current one
     * @param writable whether the client has taken what it was sent
     */
    Flux<String> messages(@Nullable String run, BooleanSupplier writable) {
        return Flux.defer(() -> {
            Client client = new Client(run);
            return Flux.interval(Duration.ZERO, TICK, scheduler)
                    .onBackpressureDrop()
                    .filter(tick -> writable.getAsBoolean())
                    .map(tick -> client.next())
                    .filter(message -> !message.isEmpty());
        });
    }

    /** Where one client stands; used by one thread at a time. */
    private final class Client {
        private final @Nullable String run;
        private @Nullable RunView last;
        private List<AlarmStatus> lastAlarms = List.of();
        private Set<String> lastRuns = Set.of();
        private long idleTicks = IDLE_TICKS;

        Client(@Nullable String run) {
            this.run = run;
        }

        /** The next message; empty where there is nothing to say. */
        String next() {
            long since = last == null ? Long.MAX_VALUE : last.position().sequence();
            Optional<RunView> view = runs.since(run, since, MAX_ROWS);
            List<AlarmStatus> alarms = PageRoutes.alarms(watches, view);
            List<String> names = runs.names();
            boolean others = !lastRuns.equals(Set.copyOf(names));
            lastRuns = Set.copyOf(names);
            if (view.isPresent() && (isNew(view.get()) || !alarms.equals(lastAlarms))) {
                last = view.get();
                lastAlarms = alarms;
                idleTicks = 0;
                return "data: " + RunJson.event(last, alarms, names, clock.millis()) + "\n\n";
            }
            if (others) {
                idleTicks = 0;
                return "data: " + RunJson.names(names, clock.millis()) + "\n\n";
            }
            if (idleTicks++ < IDLE_TICKS) {
                return "";
            }
            idleTicks = 0;
            return COMMENT;
        }

        private boolean isNew(RunView now) {
            return last == null
                    || !last.run().equals(now.run())
                    || !last.position().equals(now.position())
                    || last.toldAtMs() != now.toldAtMs()
                    || !last.sampleStep().equals(now.sampleStep())
                    || !last.evaluation().equals(now.evaluation());
        }
    }
}
