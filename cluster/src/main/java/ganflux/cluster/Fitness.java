package ganflux.cluster;

import ganflux.stream.KafkaSource;
import ganflux.stream.Sha256;
import ganflux.stream.command.UserError;
import ganflux.trainer.Model;
import ganflux.trainer.engine.fast.Processor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What decides on the bits that a process computes. A task that is run twice must give the same ones, wherever it runs.
 *
 * @param build a hash of Ganflux's own classes
 * @param java the feature release of its Java, whose {@code Math} may round otherwise than another's
 * @param instructions the widest vectors that the processor multiplies, as {@link Processor#instructions} names them
 */
record Fitness(String build, int java, String instructions) {
    /** That of this process. */
    static Fitness here() {
        return new Fitness(Here.BUILD, Runtime.version().feature(), Processor.instructions());
    }

    /** What {@link #text} gave. */
    static Fitness parse(String text) {
        String[] parts = text.split(" ", 3);
        return new Fitness(parts[0], Integer.parseInt(parts[1]), parts[2]);
    }

    /** For {@link #parse}. */
    String text() {
        return build + " " + java + " " + instructions;
    }

    private static final class Here {
        static final String BUILD = build(List.of(Fitness.class, Model.class, KafkaSource.class));
    }

    /** Why a process like {@code other} cannot compute for one like this; empty where it can. */
    Optional<String> refusal(Fitness other, String host) {
        if (!build.equals(other.build)) {
            return Optional.of(
                    "the executor on " + host + " has another build of Ganflux (" + other.build + ") than the driver ("
                            + build + "); install the same one there, or name it by --executor-class-path");
        }
        if (java != other.java) {
            return Optional.of("the executor on " + host + " runs on Java " + other.java + " but the driver on Java "
                    + java + ", which may round otherwise; let JAVA_HOME name the same release everywhere");
        }
        if (other.instructions.equals(Processor.NONE) != instructions.equals(Processor.NONE)) {
            return Optional.of("oneDNN loads on only one of the executor on " + host + " and the driver, and without it"
                    + " other bits come out; see that both are Linux on the same architecture with a C++ runtime");
        }
        if (!instructions.equals(other.instructions)) {
            return Optional.of(
                    "the executor on " + host + " computes with " + other.instructions + " but the driver with "
                            + instructions
                            + ", which gives other bits; set the environment's ONEDNN_MAX_CPU_ISA to the lesser of"
                            + " them everywhere");
        }
        return Optional.empty();
    }

    private static String build(List<Class<?>> members) {
        StringBuilder all = new StringBuilder();
        for (Class<?> member : members) {
            try {
                Path place = Path.of(member.getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI());
                all.append(hash(place));
            } catch (URISyntaxException | IOException e) {
                throw new UserError("the classes of Ganflux cannot be read: " + e.getMessage(), e);
            }
        }
        return Sha256.of(all.toString().getBytes(StandardCharsets.UTF_8)).substring(0, 12);
    }

    /** Of an archive its own hash, of a directory that of all its files. */
    private static String hash(Path place) throws IOException {
        if (Files.isRegularFile(place)) {
            return Sha256.of(place);
        }
        try (Stream<Path> files = Files.walk(place)) {
            StringBuilder all = new StringBuilder();
            files.filter(Files::isRegularFile).sorted().forEach(file -> {
                try {
                    all.append(place.relativize(file)).append(Sha256.of(file));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            return all.toString();
        }
    }
}
