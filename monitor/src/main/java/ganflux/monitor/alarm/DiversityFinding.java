package ganflux.monitor.alarm;

import java.util.Optional;

/**
 * What an evaluation of samples means for the alarms.
 *
 * @param collapse why it points to mode collapse, with figures; empty where it does not
 * @param drift why the reals seem to drift; empty where they do not
 * @param calibrated whether there were bands to hold it against; else it speaks neither for an alarm nor against one
 * @param differs whether the fakes differ from the reals by more than chance in two metrics or more
 */
public record DiversityFinding(
        Optional<String> collapse, Optional<String> drift, boolean calibrated, boolean differs) {}
