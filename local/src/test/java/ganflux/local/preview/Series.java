package ganflux.local.preview;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One series of an answer.
 *
 * @param labels its labels
 * @param values one for each point of the {@link TimeRange}, NaN where there is none
 */
@SuppressWarnings("ArrayRecordComponent")
record Series(Map<String, String> labels, double[] values) {
    private static final Pattern LABEL = Pattern.compile("\\{\\{ *(\\w+) *}}");

    /** The legend's text with labels in place of their names. */
    String name(String legend) {
        return LABEL.matcher(legend)
                .replaceAll(match -> Matcher.quoteReplacement(labels.getOrDefault(match.group(1), "")))
                .strip();
    }

    /** The newest value that is a number; NaN for none. */
    double last() {
        for (int i = values.length - 1; i >= 0; i--) {
            if (!Double.isNaN(values[i])) {
                return values[i];
            }
        }
        return Double.NaN;
    }
}
