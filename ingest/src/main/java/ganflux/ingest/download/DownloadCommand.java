package ganflux.ingest.download;

import ganflux.stream.command.CommonOptions;
import ganflux.stream.command.Nearest;
import ganflux.stream.command.UsageError;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ganflux download}: a data set from the network. */
@Command(
        name = "download",
        description = "Fetch a data set and check its SHA-256; what is there already is not fetched again.",
        sortOptions = false)
public final class DownloadCommand implements Callable<Integer> {
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final Duration SILENCE = Duration.ofSeconds(60);

    @Parameters(paramLabel = "mnist|fashion-mnist|cifar10", description = "Data set to fetch.")
    private String name = "";

    @Option(names = "--to", required = true, paramLabel = "DIR", description = "Directory for its files.")
    private Path directory = Path.of("");

    @Option(
            names = "--mirror",
            paramLabel = "URL",
            description = "Place that has the files under their names, http or https (default: the authors' own, or"
                    + " PyTorch's mirror of it).")
    private @Nullable String mirror;

    @Mixin
    final CommonOptions common = new CommonOptions();

    @Override
    public Integer call() throws InterruptedException {
        DataSet set = set();
        URI base = base(set);
        PrintStream out = System.out;
        Fetcher fetcher = new Fetcher(PAUSE, SILENCE);
        for (RemoteFile file : set.files()) {
            boolean fetched = fetcher.fetch(file, base, directory);
            out.printf("%s: %,d bytes, %s%n", file.name(), file.bytes(), fetched ? "fetched" : "was there");
            if (set == DataSet.CIFAR10) {
                out.printf("%d files unpacked%n", CifarArchive.unpack(directory.resolve(file.name()), directory));
            }
        }
        out.println("train on it with " + set.training(directory.toString()));
        return 0;
    }

    private DataSet set() {
        List<String> names = Arrays.stream(DataSet.values()).map(DataSet::id).toList();
        return Arrays.stream(DataSet.values())
                .filter(set -> set.id().equals(name))
                .findFirst()
                .orElseThrow(() -> new UsageError("unknown data set '" + name + "'" + Nearest.hint(name, names)
                        + " (data sets: " + String.join(", ", names) + ")"));
    }

    private URI base(DataSet set) {
        if (mirror == null) {
            return set.base();
        }
        if (!mirror.matches("https?://[^\\s/].*")) {
            throw new UsageError("--mirror '" + mirror + "' must be an http or https address");
        }
        try {
            return URI.create(mirror.endsWith("/") ? mirror : mirror + "/");
        } catch (IllegalArgumentException e) {
            throw new UsageError("--mirror '" + mirror + "' is no address: " + e.getMessage());
        }
    }
}
