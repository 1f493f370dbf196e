package ganflux.stream.command;

import java.util.Collection;
import java.util.Comparator;

/** Finds the name that a user most likely meant. */
public final class Nearest {
    private Nearest() {}

    /**
     * A hint such as {@code "; did you mean 'digits'?"}, or the empty string where no candidate is near: at most a third
     * of the longer name's letters may differ (Levenshtein distance), and never more than three.
     */
    public static String hint(String given, Collection<String> candidates) {
        return candidates.stream()
                .filter(candidate -> near(given, candidate))
                .min(Comparator.comparingInt(candidate -> distance(given, candidate)))
                .map(candidate -> "; did you mean '" + candidate + "'?")
                .orElse("");
    }

    private static boolean near(String given, String candidate) {
        int allowed = Math.min(3, Math.max(1, Math.max(given.length(), candidate.length()) / 3));
        return distance(given, candidate) <= allowed || (given.length() >= 3 && candidate.startsWith(given));
    }

    /** Insertions, deletions and substitutions that lead from {@code a} to {@code b}. */
    static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substitution = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(substitution, 1 + Math.min(previous[j], current[j - 1]));
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
