package ganflux.ingest.source;

import ganflux.stream.command.UserError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Which number each file of a watched folder has: the n-th file that was found is number n, for good, and it is on the disk
 * before any image of it is sent. So the folder's growing content is a data set to whoever resumes, although files come in
 * any order. Not thread-safe.
 *
 * <p>The first line carries a name of the journal's own, which becomes part of the source's: where a journal is lost, the
 * next one is another source, rather than the same one with other numbers.
 */
final class WatchJournal implements AutoCloseable {
    private static final String HEADER = "ganflux-watch 1 ";

    private final Journal journal;
    private final String name;
    private final List<FoundFile> files = new ArrayList<>();
    private final Map<String, FoundFile> newest = new HashMap<>(); // by path

    private WatchJournal(Journal journal, String name) {
        this.journal = journal;
        this.name = name;
    }

    /**
     * Opens the journal in {@code state}, or begins it.
     *
     * @throws UserError where the directory cannot be used, or holds something else
     */
    static WatchJournal open(Path state) {
        Journal journal = Journal.open(state, "files");
        try {
            WatchJournal opened = read(journal);
            journal = null;
            return opened;
        } catch (IOException e) {
            throw new UserError("--state " + state + ": " + e.getMessage(), e);
        } finally {
            if (journal != null) {
                journal.close();
            }
        }
    }

    private static WatchJournal read(Journal journal) throws IOException {
        List<String> lines = journal.found();
        if (lines.isEmpty()) {
            String name = UUID.randomUUID().toString().substring(0, 8);
            journal.append(List.of(HEADER + name));
            return new WatchJournal(journal, name);
        }
        if (!lines.get(0).startsWith(HEADER)) {
            throw new IOException(
                    journal.path() + " is not a list of watched files of this version; give another" + " directory");
        }
        WatchJournal opened = new WatchJournal(journal, lines.get(0).substring(HEADER.length()));
        for (int i = 1; i < lines.size(); i++) {
            try {
                opened.note(FoundFile.parse(lines.get(i)));
            } catch (IllegalArgumentException e) {
                throw new IOException(
                        journal.path() + " is damaged in line " + (i + 1) + "; without it all files are"
                                + " sent again, under another source's name",
                        e);
            }
        }
        return opened;
    }

    /** The journal's own name. */
    String name() {
        return name;
    }

    /** How many files have a number. */
    int size() {
        return files.size();
    }

    /** The file of number {@code number}. */
    FoundFile file(int number) {
        return files.get(number);
    }

    /** Whether this very file, unchanged since, has a number. */
    boolean has(FoundFile file) {
        return file.equals(newest.get(file.path()));
    }

    /** Gives the next numbers to {@code found}, in its order; they are on the disk when this returns. */
    void add(Collection<FoundFile> found) throws IOException {
        journal.append(found.stream().map(FoundFile::line).toList());
        found.forEach(this::note);
    }

    private void note(FoundFile file) {
        files.add(file);
        newest.put(file.path(), file);
    }

    @Override
    public void close() {
        journal.close();
    }
}
