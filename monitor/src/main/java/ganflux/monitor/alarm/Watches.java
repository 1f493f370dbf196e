package ganflux.monitor.alarm;

import ganflux.monitor.run.Heard;
import ganflux.v1.StepReport;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The alarm boards of all runs. Thread-safe; changes are told on the thread that caused them, in their order. */
public final class Watches {
    /** Told of runs and of every change of their alarms. */
    public interface Listener {
        /**
         * A run that was not known before.
         *
         * @return its alarms that an earlier monitor raised, of what cannot be found out again from reports
         */
        List<AlarmStatus> appeared(String run);

        /** An alarm of {@code run} was raised or cleared. */
        void changed(String run, AlarmStatus status);

        /** All that a report of {@code run} changed, of {@code step} and sent at {@code atMs}, has been told; the alarms are {@code statuses} now. */
        void stepped(String run, long step, long atMs, Supplier<List<AlarmStatus>> statuses);

        /** A run is known no more. */
        void forgotten(String run);
    }

    private final Map<String, AlarmBoard> boards = new HashMap<>();
    private final Listener listener;

    /** Tells {@code listener} of changes. */
    public Watches(Listener listener) {
        this.listener = listener;
    }

    /** Takes a step of the run that the report names. */
    public synchronized void report(StepReport report) {
        AlarmBoard board = board(report.getRunId());
        tell(report.getRunId(), board.report(report));
        listener.stepped(report.getRunId(), report.getStep(), Heard.sentMs(report), board::statuses);
    }

    /** Takes what an evaluation of a run's samples found. */
    public synchronized void evaluation(String run, DiversityFinding finding, long atMs) {
        tell(run, board(run).evaluation(finding, atMs));
    }

    /** Looks at the clock for every run; call it every second or so. */
    public synchronized void tick(long nowMs) {
        boards.forEach((run, board) -> tell(run, board.tick(nowMs)));
    }

    /** Drops a run. */
    public synchronized void forget(String run) {
        if (boards.remove(run) != null) {
            listener.forgotten(run);
        }
    }

    /** Every alarm of a run, in the order of {@link AlarmKind}; all quiet for an unknown one. */
    public synchronized List<AlarmStatus> statuses(String run) {
        AlarmBoard board = boards.get(run);
        return (board == null ? new AlarmBoard() : board).statuses();
    }

    private AlarmBoard board(String run) {
        return boards.computeIfAbsent(run, name -> new AlarmBoard(listener.appeared(name)));
    }

    private void tell(String run, List<AlarmStatus> changes) {
        changes.forEach(change -> listener.changed(run, change));
    }
}
