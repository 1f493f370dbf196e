package ganflux.trainer.preset.yaml;

import ganflux.stream.command.Nearest;
import ganflux.stream.command.UsageError;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A value of a YAML file. What it is asked to be and is not is refused with one line: the file, the line, the path of keys,
 * the value and what is required.
 */
public final class YamlValue {
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\u0085\\u2028\\u2029]");

    private final String file;
    private final String path;
    private final Node node;

    YamlValue(String file, String path, Node node) {
        this.file = file;
        this.path = path;
        this.node = node;
    }

    /** What to throw where this value is wrong: {@code problem} behind file, line and path. */
    public UsageError error(String problem) {
        return error(node, problem);
    }

    UsageError missing(String key) {
        return error("'" + key + "' is missing");
    }

    UsageError error(Node place, String problem) {
        String line =
                place.getStartMark().map(mark -> ":" + (mark.getLine() + 1)).orElse("");
        return new UsageError(file + line + ": " + oneLine((path.isEmpty() ? "" : path + ": ") + problem));
    }

    /** What a file says may have control characters, a line's end among them. */
    private static String oneLine(String message) {
        return CONTROL.matcher(message)
                .replaceAll(
                        found -> String.format("\\\\u%04x", (int) found.group().charAt(0)));
    }

    private UsageError mustBe(String required) {
        return error(
                (node instanceof ScalarNode scalar ? "'" + scalar.getValue() + "'" : "this") + " must be " + required);
    }

    YamlValue part(String key, Node value) {
        return new YamlValue(file, path.isEmpty() ? key : path + "." + key, value);
    }

    /** A mapping that has no keys but {@code known}. */
    public YamlMapping mapping(List<String> known) {
        if (node instanceof MappingNode mapping) {
            return new YamlMapping(this, mapping, known);
        }
        throw mustBe("a mapping with the keys " + String.join(", ", known));
    }

    /** The value of one key of a mapping, before it is known which others may be there. */
    public YamlValue peek(String key) {
        if (node instanceof MappingNode mapping) {
            return mapping.getValue().stream()
                    .filter(entry -> entry.getKeyNode() instanceof ScalarNode scalar
                            && scalar.getValue().equals(key))
                    .findFirst()
                    .map(entry -> part(key, entry.getValueNode()))
                    .orElseThrow(() -> missing(key));
        }
        throw mustBe("a mapping with the key " + key);
    }

    /** Whether it is this text, in quotes or without. */
    public boolean isText(String text) {
        return scalar().equals(text);
    }

    /** A list with at least one entry. */
    public List<YamlValue> list() {
        if (!(node instanceof SequenceNode sequence) || sequence.getValue().isEmpty()) {
            throw mustBe("a list with at least one entry");
        }
        List<YamlValue> entries = new ArrayList<>();
        for (Node entry : sequence.getValue()) {
            entries.add(new YamlValue(file, path + "[" + entries.size() + "]", entry));
        }
        return entries;
    }

    /** A text that is not blank. */
    public String text() {
        if (node instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
            return scalar.getValue().strip();
        }
        throw mustBe("a text");
    }

    /** {@code true} or {@code false}, without quotes. */
    public boolean flag() {
        return switch (plain()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw mustBePlain("true or false");
        };
    }

    /** A whole number. */
    public int wholeNumber(int least, int most) {
        return wholeNumber("a whole number", least, most);
    }

    /** A whole number, where {@code what} says in a message what may stand here. */
    public int wholeNumber(String what, int least, int most) {
        String required = what + " of at least " + least;
        BigDecimal number = decimal(required);
        if (number.stripTrailingZeros().scale() > 0 || number.compareTo(BigDecimal.valueOf(least)) < 0) {
            throw mustBe(required);
        }
        if (number.compareTo(BigDecimal.valueOf(most)) > 0) {
            throw mustBe("at most " + most);
        }
        return number.intValueExact();
    }

    /** A number in {@code range}. */
    public double number(Range range) {
        double number = decimal(range.toString()).doubleValue();
        if (!range.contains(number)) {
            throw mustBe(range.toString());
        }
        if (Math.abs(number) > Float.MAX_VALUE) {
            throw mustBe("at most " + Float.MAX_VALUE + ", as networks compute in float32");
        }
        return number;
    }

    private BigDecimal decimal(String required) {
        try {
            return new BigDecimal(plain());
        } catch (NumberFormatException e) {
            throw mustBePlain(required);
        }
    }

    /** What stands there without quotes; empty for anything else. */
    private String plain() {
        return isQuoted() ? "" : scalar();
    }

    private String scalar() {
        return node instanceof ScalarNode scalar ? scalar.getValue() : "";
    }

    private boolean isQuoted() {
        return node instanceof ScalarNode scalar && !scalar.isPlain();
    }

    private UsageError mustBePlain(String required) {
        return mustBe(required + (isQuoted() ? ", without quotes" : ""));
    }

    /** One of the constants of {@code type}, written in small letters with hyphens. */
    public <E extends Enum<E>> E choice(Class<E> type) {
        List<String> names = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            names.add(name(constant));
            if (isText(name(constant))) {
                return constant;
            }
        }
        throw oneOf(names);
    }

    /** What to throw where this value is none of {@code names}. */
    public UsageError oneOf(List<String> names) {
        String hint = node instanceof ScalarNode scalar ? Nearest.hint(scalar.getValue(), names) : "";
        return mustBe("one of " + String.join(", ", names) + hint);
    }

    /** How a constant is written in a file: {@code NON_SATURATING} is {@code non-saturating}. */
    public static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
