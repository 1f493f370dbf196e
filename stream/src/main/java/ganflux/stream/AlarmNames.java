package ganflux.stream;

import java.util.List;

/** What the monitor's alarms are called, for those who react to them; docs/RUNBOOK.md has a section for each. */
public final class AlarmNames {
    /** All of them, in the monitor's order. */
    public static final List<String> ALL = List.of(
            "ModeCollapse",
            "DiscriminatorWins",
            "GeneratorGradientVanishing",
            "DiscriminatorTooWeak",
            "FlatEquilibrium",
            "Oscillation",
            "GradientExplosion",
            "NonFinite",
            "Stalled",
            "Starved",
            "LagGrowing",
            "DataDrift");

    private AlarmNames() {}
}
