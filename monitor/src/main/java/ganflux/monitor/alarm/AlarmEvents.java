package ganflux.monitor.alarm;

import ganflux.stream.MessagePublisher;
import ganflux.v1.AlarmEvent;
import ganflux.v1.AlarmState;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says what alarms do: in the log, on the Kafka topic of alarms, and to a webhook where there is one.
 *
 * <p>A monitor that starts reads the tail of the reports again. What changed before it started is history, which shapes the state.
 * When a run's reports are of now, its alarms are held against what was announced of them before, and what differs is: so that
 * nothing is said twice, and what happened while no monitor ran is said.
 */
public final class AlarmEvents {
    private static final Logger log = LoggerFactory.getLogger(AlarmEvents.class);
    private static final int WIRE_VERSION = 1;

    private final MessagePublisher topic;
    private final Optional<Webhook> webhook;
    private final Announced announced;
    private final long sinceMs;
    private final Set<String> live = new HashSet<>();

    /**
     * Announces what happens after {@code sinceMs}, in milliseconds since 1970. Blocks until it is known what was announced before.
     *
     * @param client properties for a Kafka client
     * @throws ganflux.stream.command.UserError where that cannot be read
     */
    public AlarmEvents(Map<String, String> client, MessagePublisher topic, Optional<Webhook> webhook, long sinceMs) {
        announced = Announced.on(client);
        this.topic = topic;
        this.webhook = webhook;
        this.sinceMs = sinceMs;
    }

    /** An alarm of a run was raised or cleared; never blocks. */
    synchronized void changed(String run, AlarmStatus status) {
        if (status.atMs() >= sinceMs) {
            announce(run, status);
        }
    }

    /** Those alarms of a run that are raised, by what was announced, and whose evaluations are not measured again. */
    synchronized List<AlarmStatus> raised(String run) {
        return Stream.of(AlarmKind.MODE_COLLAPSE, AlarmKind.DATA_DRIFT)
                .flatMap(kind -> announced.raised(run, kind).stream()
                        .map(event ->
                                new AlarmStatus(kind, true, event.getReason(), event.getStep(), event.getAtMs(), 1)))
                .toList();
    }

    /** A report of a run, of {@code step} and sent at {@code atMs}, after which its alarms are {@code statuses}; never blocks. */
    synchronized void stepped(String run, long step, long atMs, Supplier<List<AlarmStatus>> statuses) {
        if (atMs >= sinceMs && live.add(run)) {
            statuses.get().stream()
                    .map(status -> status.raised() == 0 ? AlarmStatus.quiet(status.kind(), step, atMs) : status)
                    .forEach(status -> announce(run, status));
        }
    }

    /** A run is known no more: should it come back, its alarms begin anew, which is to be held against what was announced. */
    synchronized void forgotten(String run) {
        live.remove(run);
    }

    /** Says it, unless that is what was said of it last. */
    private void announce(String run, AlarmStatus status) {
        if (status.active() == announced.raised(run, status.kind()).isPresent()) {
            return;
        }
        if (status.active()) {
            log.warn("{} of run {} at step {}: {}", status.kind().label(), run, status.step(), status.reason());
        } else {
            log.info("{} of run {} cleared at step {}", status.kind().label(), run, status.step());
        }
        AlarmEvent event = AlarmEvent.newBuilder()
                .setVersion(WIRE_VERSION)
                .setRunId(run)
                .setAlarm(status.kind().label())
                .setState(status.active() ? AlarmState.ALARM_STATE_RAISED : AlarmState.ALARM_STATE_CLEARED)
                .setStep(status.step())
                .setAtMs(status.atMs())
                .setReason(status.reason())
                .setMeaning(status.kind().meaning())
                .setAdvice(status.kind().advice())
                .setText(text(run, status))
                .build();
        announced.took(event);
        topic.offer(event.toByteArray());
        webhook.ifPresent(hook -> hook.post(event));
    }

    private static String text(String run, AlarmStatus status) {
        return String.format(
                Locale.ROOT,
                "Ganflux: %s %s for run %s at step %d%s",
                status.kind().label(),
                status.active() ? "raised" : "cleared",
                run,
                status.step(),
                status.active() ? ": " + status.reason() + ". " + status.kind().advice() : "");
    }
}
