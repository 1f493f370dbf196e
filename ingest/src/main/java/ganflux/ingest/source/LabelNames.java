package ganflux.ingest.source;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The numbers of labels that arrive as words. A name that is a whole number is that label; other names are numbered from 0
 * in the order in which they come, and with a state directory they keep their numbers for good. Thread-safe.
 */
final class LabelNames implements AutoCloseable {
    private static final int MOST = 10_000; // Names from outside must not fill memory and disk.
    private static final int LONGEST = 255;
    private static final int MOST_DIGITS = 9;

    private final Map<String, Integer> numbers = new HashMap<>();
    private final Optional<Journal> journal;

    private LabelNames(Optional<Journal> journal) {
        this.journal = journal;
        journal.ifPresent(kept -> kept.found().forEach(name -> numbers.put(name, numbers.size())));
    }

    /** The names kept in {@code state}, or only as long as this object where there is none. */
    static LabelNames open(Optional<Path> state) {
        return new LabelNames(state.map(directory -> Journal.open(directory, "labels")));
    }

    /**
     * Numbers {@code names}, new ones in their alphabetical order; they are on the disk when this returns.
     *
     * @throws IOException where a name cannot be a label, with the reason for the user
     */
    synchronized void learn(Collection<String> names) throws IOException {
        TreeSet<String> unknown = new TreeSet<>(names);
        unknown.removeIf(name -> name.isEmpty() || isNumber(name) || numbers.containsKey(name));
        if (unknown.isEmpty()) {
            return;
        }
        for (String name : unknown) {
            if (name.length() > LONGEST) {
                throw new IOException("a label's name has " + name.length() + " characters, more than " + LONGEST);
            }
            if (name.matches("-?[0-9]+")) {
                throw new IOException("the label " + name + " must be 0 to 999999999, or a name");
            }
        }
        if (numbers.size() + unknown.size() > MOST) {
            throw new IOException(
                    "there are more than " + MOST + " names of labels, '" + unknown.first() + "' one of" + " them");
        }
        if (journal.isPresent()) {
            journal.get().append(List.copyOf(unknown));
        }
        unknown.forEach(name -> numbers.put(name, numbers.size()));
    }

    /** The number of {@code name}, which is one or was learned; {@link Image#UNLABELLED} where it is empty. */
    synchronized int number(String name) {
        return isNumber(name) ? Integer.parseInt(name) : numbers.getOrDefault(name, Image.UNLABELLED);
    }

    private static boolean isNumber(String name) {
        return !name.isEmpty() && name.length() <= MOST_DIGITS && name.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    @Override
    public void close() {
        journal.ifPresent(Journal::close);
    }
}
