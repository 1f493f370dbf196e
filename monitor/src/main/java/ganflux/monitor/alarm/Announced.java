package ganflux.monitor.alarm;

import com.google.protobuf.InvalidProtocolBufferException;
import ganflux.stream.TopicScan;
import ganflux.stream.Topics;
import ganflux.v1.AlarmEvent;
import ganflux.v1.AlarmState;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which alarms of which runs everybody takes for raised: the last that the topic of alarms says of each. Not thread-safe. */
final class Announced {
    private static final Logger log = LoggerFactory.getLogger(Announced.class);
    private static final long TAIL = 1000;

    private final Map<Alarm, AlarmEvent> raised = new HashMap<>();

    private record Alarm(String run, String alarm) {}

    /**
     * Reads the newest events on the topic. Blocks.
     *
     * @throws ganflux.stream.command.UserError where they cannot be read
     */
    static Announced on(Map<String, String> client) {
        Announced announced = new Announced();
        try (TopicScan scan = new TopicScan(client, Topics.ALARMS)) {
            scan.read(Math.max(scan.begin(), scan.end() - TAIL), record -> {
                announced.read(record.value());
                return true;
            });
        }
        return announced;
    }

    private void read(byte[] value) {
        try {
            took(AlarmEvent.parseFrom(value));
        } catch (InvalidProtocolBufferException e) {
            log.warn("Skipped a record of {}: {}", Topics.ALARMS, e.getMessage());
        }
    }

    /** Takes note of an event. */
    void took(AlarmEvent event) {
        Alarm alarm = new Alarm(event.getRunId(), event.getAlarm());
        if (event.getState() == AlarmState.ALARM_STATE_RAISED) {
            raised.put(alarm, event);
        } else {
            raised.remove(alarm);
        }
    }

    /** The event that raised the alarm; empty where it is not, by the last that was said. */
    Optional<AlarmEvent> raised(String run, AlarmKind kind) {
        return Optional.ofNullable(raised.get(new Alarm(run, kind.label())));
    }
}
