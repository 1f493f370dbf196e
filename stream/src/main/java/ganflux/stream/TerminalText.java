package ganflux.stream;

import java.util.regex.Pattern;

/** Text from strangers, such as names of files and sources, on its way to a terminal. */
public final class TerminalText {
    /** C0, DEL and C1: a terminal takes orders from either set (ECMA-48). */
    private static final Pattern CONTROL = Pattern.compile("[\\x00-\\x1F\\x7F-\\x9F]");

    private TerminalText() {}

    /** {@code text} on one line, with a question mark for each control character. */
    public static String clean(String text) {
        return CONTROL.matcher(text).replaceAll("?");
    }
}
