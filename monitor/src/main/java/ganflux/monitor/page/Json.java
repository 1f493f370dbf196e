package ganflux.monitor.page;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes values as JSON. A number that JSON cannot say (NaN, an infinity) becomes null. */
final class Json {
    private Json() {}

    /**
     * The JSON of maps with names for keys, collections, arrays of doubles, strings, numbers, booleans, optionals (null
     * where empty) and null.
     *
     * @throws IllegalArgumentException for anything else
     */
    static String of(@Nullable Object value) {
        StringBuilder out = new StringBuilder();
        write(out, value);
        return out.toString();
    }

    private static void write(StringBuilder out, @Nullable Object value) {
        if (value == null) {
            out.append("null");
        } else if (value instanceof Optional<?> optional) {
            write(out, optional.orElse(null));
        } else if (value instanceof String text) {
            string(out, text);
        } else if (value instanceof Double number) {
            number(out, number);
        } else if (value instanceof Integer || value instanceof Long || value instanceof Boolean) {
            out.append(value);
        } else if (value instanceof Map<?, ?> map) {
            object(out, map);
        } else if (value instanceof Collection<?> items) {
            array(out, items);
        } else if (value instanceof double[] row) {
            row(out, row);
        } else {
            throw new IllegalArgumentException("no JSON for " + value.getClass());
        }
    }

    private static void object(StringBuilder out, Map<?, ?> map) {
        String separator = "{";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            out.append(separator);
            string(out, String.valueOf(entry.getKey()));
            out.append(':');
            write(out, entry.getValue());
            separator = ",";
        }
        out.append(map.isEmpty() ? "{}" : "}");
    }

    private static void array(StringBuilder out, Collection<?> items) {
        String separator = "[";
        for (Object item : items) {
            out.append(separator);
            write(out, item);
            separator = ",";
        }
        out.append(items.isEmpty() ? "[]" : "]");
    }

    /** A row of curves: six significant digits are more than a screen shows, and whole numbers stay whole. */
    private static void row(StringBuilder out, double[] row) {
        out.append('[');
        for (int i = 0; i < row.length; i++) {
            out.append(i == 0 ? "" : ",");
            number(out, row[i] == Math.rint(row[i]) ? row[i] : (float) row[i]);
        }
        out.append(']');
    }

    private static void number(StringBuilder out, double number) {
        if (!Double.isFinite(number)) {
            out.append("null");
        } else if (number == Math.rint(number) && Math.abs(number) < 1e15) {
            out.append((long) number);
        } else if (number == (float) number) {
            out.append((float) number);
        } else {
            out.append(number);
        }
    }

    private static void string(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20) {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
