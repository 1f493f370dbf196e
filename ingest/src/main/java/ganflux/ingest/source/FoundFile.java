package ganflux.ingest.source;

import java.io.File;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;

/**
 * A file at a moment. One of the same path with another size or time is another file: it was written anew.
 *
 * @param path relative to the watched folder, with slashes
 * @param modifiedNanos time of the last change, since 1970
 */
record FoundFile(String path, long size, long modifiedNanos) {
    static FoundFile of(Path relative, BasicFileAttributes attributes) {
        return new FoundFile(
                relative.toString().replace(File.separatorChar, '/'),
                attributes.size(),
                attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS));
    }

    /** Reads what {@link #line} wrote. */
    static FoundFile parse(String line) {
        String[] parts = line.split(" ", 3);
        if (parts.length != 3) {
            throw new IllegalArgumentException("not a file's line: " + line);
        }
        return new FoundFile(parts[2], Long.parseLong(parts[0]), Long.parseLong(parts[1]));
    }

    /** Size, time and path, the path last as it may hold blanks. */
    String line() {
        return size + " " + modifiedNanos + " " + path;
    }

    /** The sub-folder that the file is in; empty where it is in none. */
    String folder() {
        int slash = path.indexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }
}
