package ganflux.trainer;

import ganflux.stream.command.CommonOptions;
import ganflux.stream.command.ResolvedConfiguration;
import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ganflux train}: the trainer as a service of its own. */
@Command(name = "train", description = "Train a GAN on the images that arrive on a Kafka topic.", sortOptions = false)
public final class TrainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private final TrainingOptions training = new TrainingOptions();

    @Mixin
    final CommonOptions common = new CommonOptions();

    @Override
    public Integer call() throws InterruptedException {
        training.installStop();
        PrintStream out = System.out;
        Map<String, String> configuration = ResolvedConfiguration.of(spec);
        out.println("train " + ResolvedConfiguration.line(configuration));
        TrainerConfig config = training.config(configuration);
        return training.serve((meters, progress) -> new TrainerService(config, meters, progress), out);
    }
}
