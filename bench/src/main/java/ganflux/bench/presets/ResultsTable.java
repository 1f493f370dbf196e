package ganflux.bench.presets;

import ganflux.stream.command.UserError;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The table of results in a Markdown file, between two comments; each preset has one row. */
final class ResultsTable {
    static final String BEGIN = "<!-- written by ./ganflux bench presets -->";
    static final String END = "<!-- up to here -->";

    private ResultsTable() {}

    /**
     * The text with these results in place of those that their presets had; rows of other presets stay.
     *
     * @throws UserError where the text has no such table
     */
    static String with(List<PresetResult> results, String text, Path file) {
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new UserError("--document " + file + " has no place for the table: it needs a line '" + BEGIN
                    + "' and below it a line '" + END + "'");
        }
        Map<String, String> rows = new LinkedHashMap<>();
        text.substring(begin, end)
                .lines()
                .filter(line -> line.startsWith("| `"))
                .forEach(line -> rows.put(line.split("`", -1)[1], line));
        results.forEach(result -> rows.put(result.preset(), result.row()));
        return text.substring(0, begin) + BEGIN + "\n" + table(List.copyOf(rows.values())) + text.substring(end);
    }

    /** Titles and rows. */
    static String table(List<String> rows) {
        List<String> titles = PresetResult.titles();
        return "| " + String.join(" | ", titles) + " |\n" + "|---".repeat(titles.size()) + "|\n"
                + String.join("\n", rows) + "\n";
    }
}
