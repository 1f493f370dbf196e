package ganflux.monitor.alarm;

import ganflux.stream.MessagePublisher;
import ganflux.v1.AlarmEvent;
import ganflux.v1.AlarmState;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says what alarms do: in the log, on the Kafka topic of alarms, and to a webhook where there is one.
 *
 * <p>A monitor that starts reads the tail of the reports again. What changed before it started is history: it shapes the
 * state, but is not announced a second time.
 */
public final class AlarmEvents {
    private static final Logger log = LoggerFactory.getLogger(AlarmEvents.class);
    private static final int WIRE_VERSION = 1;

    private final MessagePublisher topic;
    private final Optional<Webhook> webhook;
    private final long sinceMs;

    /** Announces only what happens after {@code sinceMs}, in milliseconds since 1970. */
    public AlarmEvents(MessagePublisher topic, Optional<Webhook> webhook, long sinceMs) {
        this.topic = topic;
        this.webhook = webhook;
        this.sinceMs = sinceMs;
    }

    /** An alarm of a run was raised or cleared; never blocks. */
    public void changed(String run, AlarmStatus status) {
        if (status.atMs() < sinceMs) {
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
