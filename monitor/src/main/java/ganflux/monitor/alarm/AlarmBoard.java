package ganflux.monitor.alarm;

import ganflux.monitor.run.Heard;
import ganflux.v1.StepReport;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All alarms of one run. Reports, evaluations and ticks of the clock go in; changes come out. The rules on windows of
 * steps are asked every {@value #STRIDE} steps. Not thread-safe.
 */
public final class AlarmBoard {
    /** Steps between two looks at the windows. */
    static final int STRIDE = 20;

    private static final int LOOKS_A_STRETCH = UsualNorm.STRETCH / STRIDE;

    private final Map<AlarmKind, AlarmState> states = new EnumMap<>(AlarmKind.class);
    private final Map<AlarmKind, AlarmStatus> statuses = new EnumMap<>(AlarmKind.class);
    private final StepWindow window = new StepWindow();
    private GradientRules gradients = new GradientRules();
    private final PaceRules pace = new PaceRules();
    private boolean differs;
    private long reports;
    private long step;
    private long firstStep = Long.MAX_VALUE;

    /** All quiet. */
    public AlarmBoard() {
        this(List.of());
    }

    /** Quiet, but for alarms that are known to be {@code raised}. */
    AlarmBoard(List<AlarmStatus> raised) {
        for (AlarmKind kind : AlarmKind.values()) {
            statuses.put(kind, AlarmStatus.quiet(kind));
        }
        for (AlarmStatus status : raised) {
            statuses.put(status.kind(), status);
            states.put(status.kind(), quiet(status.kind()).raise());
        }
    }

    private static AlarmState quiet(AlarmKind kind) {
        return switch (kind) {
            // In evaluations.
            case MODE_COLLAPSE, DATA_DRIFT -> ModeCollapseRule.quiet();
            // In steps: at once, and until all of a hundred were finite.
            case NON_FINITE -> AlarmState.quiet(1, 100);
            // In ticks.
            case STALLED,
                    // In reports of waiting, until the next step.
                    STARVED -> AlarmState.quiet(1, 1);
            // In looks, of STRIDE steps each. Scores of a healthy run meet for a while, too.
            case DISCRIMINATOR_TOO_WEAK -> AlarmState.quiet(25, 25);
            default -> AlarmState.quiet(2, 10);
        };
    }

    /** Takes a step and returns what it changed. A run that went back to a checkpoint begins its windows anew. */
    public List<AlarmStatus> report(StepReport report) {
        if (report.getStopped()) {
            pace.stopped();
            return apply(List.of(Finding.good(AlarmKind.STARVED)), Heard.sentMs(report));
        }
        if (report.getWaitingSinceMs() > 0) {
            step = step == 0 ? report.getStep() : step;
            return apply(List.of(pace.waiting(report)), report.getToldAtMs());
        }
        if (report.getStep() <= step) {
            window.clear();
        }
        if (report.getStep() <= firstStep) { // the first report, or another run of the same name
            firstStep = report.getStep();
            gradients = new GradientRules();
        }
        step = report.getStep();
        window.add(report);
        pace.add(report);
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.good(AlarmKind.STARVED));
        findings.add(
                report.getNonFinite()
                        ? Finding.bad(AlarmKind.NON_FINITE, "step " + step + " ended in a NaN or an infinity")
                        : Finding.good(AlarmKind.NON_FINITE));
        if (++reports % STRIDE == 0) {
            findings.addAll(BalanceRules.all(window, differs));
            findings.addAll(gradients.all(window));
            findings.add(pace.lagGrowing());
            learn(findings);
        }
        return apply(findings, report.getFinishedAtMs());
    }

    private void learn(List<Finding> findings) {
        boolean healthy = findings.stream().noneMatch(Finding::isBad)
                && statuses.values().stream()
                        .noneMatch(status -> status.active() && status.kind().critical());
        if (healthy && window.size() >= UsualNorm.STRETCH && reports / STRIDE % LOOKS_A_STRETCH == 0) {
            gradients.learn(window);
        }
    }

    /** Takes what an evaluation of samples found and returns what it changed. */
    public List<AlarmStatus> evaluation(DiversityFinding finding, long atMs) {
        differs = finding.differs();
        return apply(
                List.of(
                        found(AlarmKind.MODE_COLLAPSE, finding.collapse(), finding),
                        found(AlarmKind.DATA_DRIFT, finding.drift(), finding)),
                atMs);
    }

    /** Without bands nobody can say that all is well again. */
    private static Finding found(AlarmKind kind, Optional<String> reason, DiversityFinding finding) {
        return reason.isEmpty() && !finding.calibrated() ? Finding.doubtful(kind) : Finding.of(kind, reason);
    }

    /** Looks at the clock; call it every second or so. */
    public List<AlarmStatus> tick(long nowMs) {
        List<Finding> findings = new ArrayList<>(List.of(pace.stalled(nowMs)));
        if (findings.get(0).isBad()) {
            findings.add(Finding.good(AlarmKind.STARVED)); // who hangs waits no more
        }
        return apply(findings, nowMs);
    }

    private List<AlarmStatus> apply(List<Finding> findings, long atMs) {
        List<AlarmStatus> changes = new ArrayList<>();
        for (Finding finding : findings) {
            AlarmKind kind = finding.kind();
            AlarmState old = states.computeIfAbsent(kind, AlarmBoard::quiet);
            AlarmState state = old.update(finding.isBad() || (finding.doubtful() && old.raised()));
            states.put(kind, state);
            AlarmStatus before = status(kind);
            if (state.raised() != before.active()) {
                AlarmStatus now = new AlarmStatus(
                        kind,
                        state.raised(),
                        finding.reason().orElse(before.reason()),
                        step,
                        atMs,
                        before.raised() + (state.raised() ? 1 : 0));
                statuses.put(kind, now);
                changes.add(now);
            }
        }
        return changes;
    }

    /** The state of every alarm, in the order of {@link AlarmKind}. */
    public List<AlarmStatus> statuses() {
        return List.copyOf(statuses.values());
    }

    /** The state of one alarm. */
    public AlarmStatus status(AlarmKind kind) {
        return Optional.ofNullable(statuses.get(kind)).orElseThrow();
    }
}
