package ganflux.bench;

import ganflux.stream.command.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A benchmark's table of results in a Markdown file, between two comments: {@code <!-- written by ./ganflux bench NAME -->} and
 * {@code <!-- up to here -->}. Each preset has one row, which begins with its name.
 *
 * @param bench the benchmark's name
 * @param titles of the columns
 */
public record DocumentTable(String bench, List<String> titles) {
    /** Behind the table. */
    public static final String END = "<!-- up to here -->";

    /** Copies the titles. */
    public DocumentTable {
        titles = List.copyOf(titles);
    }

    /** Before the table. */
    public String begin() {
        return "<!-- written by ./ganflux bench " + bench + " -->";
    }

    /**
     * Checks that a file has a place for the table, before the hours that results take.
     *
     * @throws UserError where it has none
     */
    public void require(Path file) throws IOException {
        var unused = place(Files.readString(file), file);
    }

    /**
     * Puts a row in place of the one that its preset had; rows of other presets stay.
     *
     * @throws UserError where the file has no place for the table
     */
    public void put(String preset, String row, Path file) throws IOException {
        String text = Files.readString(file);
        Place place = place(text, file);
        Map<String, String> rows = new LinkedHashMap<>();
        text.substring(place.from, place.to)
                .lines()
                .filter(line -> line.startsWith("| `"))
                .forEach(line -> rows.put(line.split("`", -1)[1], line));
        rows.put(preset, row);
        Files.writeString(
                file, text.substring(0, place.from) + "\n" + of(List.copyOf(rows.values())) + text.substring(place.to));
    }

    private record Place(int from, int to) {}

    private Place place(String text, Path file) {
        int begin = text.indexOf(begin());
        int end = begin < 0 ? -1 : text.indexOf(END, begin);
        if (end < 0) {
            throw new UserError("--document " + file + " has no place for the table: it needs a line '" + begin()
                    + "' and below it a line '" + END + "'");
        }
        return new Place(begin + begin().length(), end);
    }

    /** Titles and rows. */
    public String of(List<String> rows) {
        return "| " + String.join(" | ", titles) + " |\n" + "|---".repeat(titles.size()) + "|\n"
                + String.join("\n", rows) + "\n";
    }
}
