package ganflux.bench.step;

import ganflux.stream.command.Version;
import ganflux.trainer.Model;
import ganflux.trainer.engine.EngineKind;
import ganflux.trainer.engine.EngineOptions;
import ganflux.trainer.gan.AlternatingStep;
import ganflux.trainer.gan.StepResult;
import ganflux.trainer.preset.Preset;
import ganflux.trainer.preset.Presets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Many steps of a preset in this process, and what memory it holds on the way. */
@Command(
        name = "soak",
        description = "Many steps of a preset on the fast engine, with the process's resident memory on the way.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class SoakBench implements Callable<Integer> {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final int LINES = 10;

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            defaultValue = "mlp-mnist",
            description = "GAN to train (default: ${DEFAULT-VALUE}).")
    String preset = "mlp-mnist";

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "20000",
            description = "Steps to make (default: ${DEFAULT-VALUE}).")
    int steps = 20_000;

    @Option(
            names = "--bound-mib",
            paramLabel = "MIB",
            defaultValue = "50",
            description = "By how much memory may grow after the first tenth of the steps (default: ${DEFAULT-VALUE}).")
    long boundMib = 50;

    @Override
    public Integer call() throws IOException {
        Preset gan = Presets.named(preset);
        EngineOptions options = new EngineOptions(EngineKind.FAST, 0);
        try (Model model = new Model(gan, 1, options)) {
            int images = AlternatingStep.imagesPerStep(gan);
            byte[] pixels = Discs.draw(images, gan.shape());
            int[] labels = Discs.labels(images, gan.condition().classes());
            int interval = Math.max(1, steps / LINES);
            long warm = 0;
            long begun = System.nanoTime();
            for (int i = 1; i <= steps; i++) {
                StepResult result = model.train(pixels, labels, i);
                if (i % interval == 0) {
                    warm = i == interval ? residentMib() : warm;
                    System.out.printf(
                            Locale.ROOT,
                            "step %,d  %.1f steps/s  resident %,d MiB  D %.3f  G %.3f%n",
                            i,
                            i * 1e9 / (System.nanoTime() - begun),
                            residentMib(),
                            result.discriminatorLoss(),
                            result.generatorLoss());
                }
            }
            return residentMib() - warm <= boundMib ? 0 : 1;
        }
    }

    /** Memory of this process that is in RAM; Linux only. */
    private static long residentMib() throws IOException {
        return Files.readAllLines(STATUS).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }
}
