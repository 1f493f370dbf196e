package ganflux.bench.step;

import ganflux.stream.command.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;

/** Builds the libtorch peer, which is none of the build's modules because libtorch weighs 90 MB. */
final class LibtorchBuild {
    static final String MAIN = "ganflux.bench.libtorch.LibtorchPeer";

    private LibtorchBuild() {}

    /**
     * The class path of the peer, built where needed.
     *
     * @throws UserError where Maven cannot build it
     */
    static String classPath() throws IOException, InterruptedException {
        Path project = project();
        List<String> command = List.of(
                "mvn", "-B", "-q", "-f", project.resolve("pom.xml").toString(), "-Djavacpp.platform.host", "compile");
        Process maven = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(project.resolve("build.log").toFile())
                .start();
        if (maven.waitFor() != 0) {
            throw new UserError("the libtorch peer does not build (" + project.resolve("build.log")
                    + "); run without --peers libtorch, or where Maven can reach its repository");
        }
        Path target = project.resolve("target");
        return target.resolve("classes") + ":" + Files.readString(target.resolve("classpath.txt"));
    }

    /** bench/libtorch beside the classes that run: bench/target/classes. */
    private static Path project() {
        CodeSource source = LibtorchBuild.class.getProtectionDomain().getCodeSource();
        Path classes = Path.of(source.getLocation().getPath());
        return classes.resolve("../../libtorch").normalize();
    }
}
