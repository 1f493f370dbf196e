package ganflux.local.chaos;

import ganflux.local.chaos.Ledger.Account;
import ganflux.stream.Topics;
import ganflux.stream.command.CommonOptions;
import ganflux.stream.command.UsageError;
import ganflux.stream.command.UserError;
import ganflux.trainer.checkpoint.Disk;
import ganflux.trainer.preset.Preset;
import ganflux.trainer.preset.Presets;
import ganflux.v1.CheckpointFile;
import ganflux.v1.CheckpointManifest;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ganflux chaos}: kills the services of a run again and again, and proves that it does not matter. */
@Command(
        name = "chaos",
        description = {
            "Kill broker, ingest, trainer and monitor of a run again and again; then reconcile every image, and compare the"
                    + " weights with those of the same run left in peace.",
            "Exit code 0 where nothing is lost, nothing trained twice and the weights are identical."
        },
        sortOptions = false)
public final class ChaosCommand implements Callable<Integer> {
    @Option(
            names = "--kills",
            paramLabel = "N",
            defaultValue = "50",
            description = "How many processes to kill (default: ${DEFAULT-VALUE}).")
    private int kills;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of victims, moments, weights and images (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            defaultValue = "mlp-mnist",
            description = "GAN to train, see 'ganflux presets' (default: ${DEFAULT-VALUE}).")
    private String preset = "mlp-mnist";

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "0",
            description = "The run's last step; 0 for 30 for each kill (default: ${DEFAULT-VALUE}).")
    private long steps;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "1",
            description = "Partitions of the images' topic; the trainer reads several with --order strict (default:"
                    + " ${DEFAULT-VALUE}).")
    private int partitions = 1;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Empty directory for runs, logs and Kafka's data (default: a temporary one, which is removed"
                    + " where all is well).")
    private @Nullable Path directory;

    @Mixin
    final CommonOptions common = new CommonOptions();

    @Override
    public Integer call() throws InterruptedException, IOException {
        PrintStream out = System.out;
        Preset chosen = Presets.named(preset);
        if (chosen.shape().isPoint()) {
            throw new UsageError("--preset " + preset + " takes " + chosen.shape()
                    + ", but chaos sends drawn digits; give a preset for images");
        }
        Settings settings =
                new Settings(chosen, seed, kills, steps == 0 ? Settings.usualSteps(kills) : steps, partitions);
        Path place = directory == null ? Files.createTempDirectory("ganflux-chaos") : empty(directory);
        out.printf(
                Locale.ROOT,
                "%s, seed %d: %d kills on the way to step %d; logs in %s%n",
                preset,
                seed,
                kills,
                settings.steps(),
                place);
        boolean good = isGood(settings, place, out);
        if (good && directory == null) {
            Disk.deleteTree(place);
        }
        return good ? 0 : 1;
    }

    private static Path empty(Path directory) {
        try {
            Files.createDirectories(directory);
            try (Stream<Path> files = Files.list(directory)) {
                if (files.findAny().isPresent()) {
                    throw new UserError("--dir " + directory + " must be empty or new; give another");
                }
            }
            return directory;
        } catch (IOException e) {
            throw new UserError(
                    "--dir " + directory + " cannot be written (" + e + "); give a directory that this user may write",
                    e);
        }
    }

    private static boolean isGood(Settings settings, Path place, PrintStream out) throws InterruptedException {
        Account account;
        CheckpointManifest last;
        try (Stack stack = new Stack(place.resolve("disturbed"), settings)) {
            Run disturbed = new Run(stack, settings, out);
            last = disturbed.run();
            account = reconcile(stack, disturbed, last, settings, out);
        }
        boolean identical = weights(last).equals(weights(undisturbed(settings, place, out)));
        out.printf(
                Locale.ROOT,
                "%d lost, %d twice, weights %s%n",
                account.lost(),
                account.twice(),
                identical ? "identical" : "differ");
        return identical && account.equals(new Account(0, 0));
    }

    private static Account reconcile(
            Stack stack, Run disturbed, CheckpointManifest last, Settings settings, PrintStream out) {
        Ledger ledger = TopicReader.read(stack.client(), Topics.IMAGES, settings.partitions());
        long dead = TopicReader.count(stack.client(), Topics.deadName(Topics.IMAGES));
        Account account = ledger.account(last);
        for (CheckpointManifest survivor : disturbed.survivors()) {
            account = account.plus(ledger.account(survivor));
        }
        long wanted = settings.images();
        long fewer = wanted - last.getImagesSeen();
        out.printf(
                Locale.ROOT,
                "step %d after %d starts of the trainer, %d images trained; the topic has %d records, %d of them twice, %d"
                        + " unusable, %d dead letters%n",
                last.getStep(),
                last.getEpoch(),
                last.getImagesSeen(),
                ledger.records(),
                ledger.duplicates(),
                ledger.unusable(),
                dead);
        out.printf(
                Locale.ROOT,
                "%d trainers killed with a checkpoint behind them, %d while they wrote one%n",
                disturbed.survivors().size(),
                disturbed.whileWriting());
        return account.plus(new Account(Math.max(0, fewer) + dead, Math.max(0, -fewer)));
    }

    private static CheckpointManifest undisturbed(Settings settings, Path place, PrintStream out)
            throws InterruptedException {
        out.println("the same run in peace ...");
        Settings peaceful = settings.inPeace();
        try (Stack stack = new Stack(place.resolve("undisturbed"), peaceful)) {
            return new Run(stack, peaceful, out).run();
        }
    }

    /** Hashes of the networks with their optimisers' states, as {@code ganflux inspect} prints them. */
    private static List<CheckpointFile> weights(CheckpointManifest manifest) {
        return manifest.getFilesList();
    }
}
