package ganflux.monitor.alarm;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where changes of alarms go: to the meters always, to {@link AlarmEvents} once they are connected. */
public final class AlarmOutlets implements Watches.Listener {
    private final AlarmMeters meters;
    private volatile @Nullable AlarmEvents events;

    /** Only the meters, so far. */
    public AlarmOutlets(AlarmMeters meters) {
        this.meters = meters;
    }

    /** Announces changes from now on. */
    public void connect(AlarmEvents to) {
        events = to;
    }

    @Override
    public List<AlarmStatus> appeared(String run) {
        meters.know(run);
        AlarmEvents known = events;
        List<AlarmStatus> raised = known == null ? List.of() : known.raised(run);
        raised.forEach(status -> meters.changed(run, status));
        return raised;
    }

    @Override
    public void changed(String run, AlarmStatus status) {
        meters.changed(run, status);
        connected(to -> to.changed(run, status));
    }

    @Override
    public void stepped(String run, long step, long atMs, Supplier<List<AlarmStatus>> statuses) {
        connected(to -> to.stepped(run, step, atMs, statuses));
    }

    @Override
    public void forgotten(String run) {
        meters.forget(run);
        connected(to -> to.forgotten(run));
    }

    private void connected(Consumer<AlarmEvents> tell) {
        AlarmEvents known = events;
        if (known != null) {
            tell.accept(known);
        }
    }
}
