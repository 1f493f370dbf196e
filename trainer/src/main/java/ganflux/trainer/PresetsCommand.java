package ganflux.trainer;

import ganflux.stream.command.CommonOptions;
import ganflux.stream.command.UsageError;
import ganflux.trainer.gan.NetworkParameters;
import ganflux.trainer.preset.Condition;
import ganflux.trainer.preset.Preset;
import ganflux.trainer.preset.Presets;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ganflux presets}: what there is to train. */
@Command(
        name = "presets",
        description = "List the presets, show one in detail, or print it as a file to start from.",
        sortOptions = false)
public final class PresetsCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "NAME|FILE.yaml", description = "Preset to show in detail, or to check.")
    private @Nullable String name;

    @Option(names = "--yaml", description = "Print the preset as YAML, for a file of your own: see docs/PRESETS.md.")
    private boolean yaml;

    @Mixin
    final CommonOptions common = new CommonOptions();

    @Override
    public Integer call() {
        PrintStream out = System.out;
        if (name != null && yaml) {
            out.print(Presets.of(name).about().yaml());
        } else if (name != null) {
            show(Presets.of(name), out);
        } else if (yaml) {
            throw new UsageError("--yaml needs the name of a preset, such as 'presets dcgan-mnist --yaml'");
        } else {
            Presets.all()
                    .forEach(preset -> out.printf(
                            "%-18s %s%n", preset.name(), preset.about().description()));
        }
        return 0;
    }

    private static void show(Preset preset, PrintStream out) {
        out.println(preset.name() + ": " + preset.about().description());
        out.printf("  %-14s %s%n", "source", preset.about().source());
        if (preset.shape().isPoint()) {
            row(out, "data", preset.shape() + ", float32");
        } else {
            row(out, "images", preset.shape() + " (channels x height x width), " + preset.range() + " range");
        }
        row(out, "noise", preset.latentDim() + " values, " + preset.noise());
        row(out, "batch", preset.batchSize() + (preset.shape().isPoint() ? " points" : " images"));
        if (!preset.condition().equals(Condition.NONE)) {
            row(out, "condition", preset.condition().toString());
        }
        row(out, "loss", preset.game().toString());
        row(out, "step", preset.schedule().toString());
        network(out, "generator", preset.generator().apply(1));
        network(out, "discriminator", preset.discriminator().apply(1));
    }

    private static void row(PrintStream out, String name, String value) {
        out.printf("  %-14s %s%n", name, value.toLowerCase(Locale.ROOT));
    }

    private static void network(PrintStream out, String name, MultiLayerConfiguration configuration) {
        MultiLayerNetwork network = new MultiLayerNetwork(configuration);
        network.init();
        long running = NetworkParameters.runningCount(network);
        out.printf(
                "  %-14s %,d parameters%s%n",
                name,
                network.numParams() - running,
                running == 0 ? "" : String.format(", and %,d running statistics", running));
        for (var layer : network.getLayers()) {
            out.printf(
                    "  %-14s   %-20s %,9d%n",
                    "", layer.conf().getLayer().getClass().getSimpleName(), layer.numParams());
        }
    }
}
