package ganflux.ingest.source;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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

    /** Why {@code name} cannot be a label; empty where it can, or where it is empty and so means none. */
    synchronized Optional<String> objection(String name) {
        if (name.length() > LONGEST) {
            return Optional.of("a label's name has " + name.length() + " characters, more than " + LONGEST);
        }
        if (!isNumber(name) && name.matches("-?[0-9]+")) {
            return Optional.of("the label " + name + " must be 0 to 999999999, or a name");
        }
        if (!name.isEmpty() && !isNumber(name) && !numbers.containsKey(name) && numbers.size() >= MOST) {
            return Optional.of("there are " + MOST + " names of labels already, and '" + name + "' is none of them");
        }
        return Optional.empty();
    }

    /**
     * Numbers {@code names}, new ones in their alphabetical order, and leaves out those that cannot be labels; they are on
     * the disk when this returns.
     *
     * @throws IOException where the disk does not take them
     */
    synchronized void learn(Collection<String> names) throws IOException {
        List<String> unknown = names.stream()
                .filter(name -> !name.isEmpty() && !isNumber(name) && !numbers.containsKey(name))
                .filter(name -> objection(name).isEmpty())
                .distinct()
                .sorted()
                .limit(MOST - numbers.size())
                .toList();
        if (!unknown.isEmpty() && journal.isPresent()) {
            journal.get().append(unknown);
        }
        unknown.forEach(name -> numbers.put(name, numbers.size()));
    }

    /** The number of {@code name}, which is one or was learned; else {@link Image#UNLABELLED}. */
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
