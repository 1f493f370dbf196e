package ganflux.stream;

import ganflux.stream.command.UsageError;

/** The rule for the name of a run, which each record and each report carries. */
public final class RunName {
    private static final int LONGEST = 200;

    private RunName() {}

    /**
     * Requires a name of 1 to {@value #LONGEST} characters, not all of them blank.
     *
     * @throws UsageError where {@code run} is none
     */
    public static void require(String run) {
        if (run.isBlank() || run.length() > LONGEST) {
            throw new UsageError(
                    "--run must have 1 to " + LONGEST + " characters, not only blanks, but is '" + run + "'");
        }
    }
}
