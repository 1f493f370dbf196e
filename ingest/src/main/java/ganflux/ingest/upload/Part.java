package ganflux.ingest.upload;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One file of an upload.
 *
 * @param name as the sender calls it, folders included; never used as a path on this machine
 * @param bytes the file's; the receiver's to keep
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record Part(String name, byte[] bytes) {
    private static final Pattern SLASH = Pattern.compile("/");
    private static final Set<String> EXTENSIONS = Set.of("png", "jpg", "jpeg", "bmp", "gif");

    /** The folder that directly holds it; empty where there is none. */
    public String folder() {
        return folder(name);
    }

    /** The folder that directly holds a file of this name; empty where there is none. */
    public static String folder(String name) {
        String path = name.replace('\\', '/');
        int last = path.lastIndexOf('/');
        if (last < 0) {
            return "";
        }
        String folder = path.substring(path.lastIndexOf('/', last - 1) + 1, last);
        return folder.equals(".") || folder.equals("..") ? "" : folder;
    }

    /**
     * Whether a file of this name is taken for an image: by its extension, and neither it nor a folder of it hidden, as the
     * files are that some systems add to archives.
     */
    public static boolean looksLikeAnImage(String name) {
        String path = name.replace('\\', '/');
        if (SLASH.splitAsStream(path).anyMatch(Part::isHidden)) {
            return false;
        }
        return hasImageExtension(path);
    }

    /** Whether a name ends as those of the images do that can be read. */
    public static boolean hasImageExtension(String name) {
        int dot = name.lastIndexOf('.');
        return dot >= 0 && EXTENSIONS.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT));
    }

    private static boolean isHidden(String part) {
        boolean place = part.equals(".") || part.equals("..");
        return (part.startsWith(".") && !place) || part.equals("__MACOSX");
    }
}
