package ganflux.bench.modes;

import ganflux.bench.Comparison;
import ganflux.bench.DocumentTable;
import ganflux.bench.PrecisionOption;
import ganflux.bench.modes.Contest.Score;
import ganflux.ingest.source.DataSpec;
import ganflux.ingest.source.ImageSource;
import ganflux.ingest.source.PointMixture;
import ganflux.ingest.source.SourceOptions;
import ganflux.stream.command.UsageError;
import ganflux.stream.command.Version;
import ganflux.trainer.preset.Preset;
import ganflux.trainer.preset.Presets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Several GANs on data with known modes, and how many of those they capture. */
@Command(
        name = "modes",
        description =
                "Modes that a GAN captures of points or stacked digits, trained without Kafka, beside what papers have"
                        + " published.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class ModesBench implements Callable<Integer> {
    private static final DocumentTable TABLE = new DocumentTable(
            "modes", List.of("preset", "data", "steps", "runs", "modes", "fewest", "besides", "minutes a run"));

    @Option(
            names = "--preset",
            paramLabel = "NAME|FILE.yaml",
            defaultValue = "ring8",
            description = "GAN to train, on points or on stacked digits (default: ${DEFAULT-VALUE}).")
    String preset = "ring8";

    @Option(
            names = "--data",
            paramLabel = "DATA",
            description =
                    "ring8, grid25, gaussian1d, or stacked-mnist:IMAGES,LABELS (default: what the preset's name begins"
                            + " with).")
    @Nullable
    String data;

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "3",
            description = "GANs to train, of as many seeds (default: ${DEFAULT-VALUE}).")
    int runs = 3;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of the first; the others follow it (default: ${DEFAULT-VALUE}).")
    long seed = 1;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "20000",
            description =
                    "Steps of each; the papers' have 400000 on points, 100000 on digits (default: ${DEFAULT-VALUE}).")
    int steps = 20_000;

    @Option(
            names = "--every",
            paramLabel = "N",
            description = "Also count after each N steps (default: at the end only).")
    int every = Integer.MAX_VALUE;

    @Mixin
    PrecisionOption precision = new PrecisionOption();

    @Option(names = "--json", paramLabel = "FILE", description = "Also write the results to this file.")
    @Nullable
    Path json;

    @Option(names = "--document", paramLabel = "FILE.md", description = "Also put a row into the table of this file.")
    @Nullable
    Path document;

    @Override
    public Integer call() throws IOException {
        Preset gan = Presets.of(preset);
        Contest contest = contest(data == null ? dataOf(gan) : data);
        require(gan, contest);
        if (document != null) {
            TABLE.require(document);
        }
        System.out.printf(
                Locale.ROOT,
                "%s on %s: %,d steps of %d%s, counted on %,d%n",
                gan.name(),
                contest.name(),
                steps,
                gan.batchSize(),
                precision.suffix(),
                contest.counted());
        row(contest, "the data itself", contest.count(reals(contest)));
        List<ModesRun> done = new ArrayList<>();
        for (long each = seed; each < seed + runs; each++) {
            ModesRun run = ModesRun.of(
                    gan,
                    contest,
                    each,
                    new ModesRun.Plan(steps, every, precision.get()),
                    (score, step) -> row(contest, String.format(Locale.ROOT, "  step %,d", step), score));
            done.add(run);
            row(contest, String.format(Locale.ROOT, "seed %d, in %.0f s", each, run.seconds()), run.score());
        }
        Score mean = new Score(mean(done, Score::modes), mean(done, Score::figure));
        row(contest, "mean", mean);
        if (!contest.published().isEmpty()) {
            System.out.printf(Locale.ROOT, "published, after %,d steps:%n", contest.publishedSteps());
            contest.published().forEach(each -> row(contest, each.method(), each.score()));
        }
        if (json != null) {
            Files.writeString(json, json(gan, contest, done));
        }
        if (document != null) {
            TABLE.put(gan.name(), tableRow(gan, contest, done, mean), document);
        }
        return 0;
    }

    private static String dataOf(Preset gan) {
        return Arrays.stream(PointMixture.values())
                .map(PointMixture::id)
                .filter(gan.name().replace("-", "")::startsWith)
                .findFirst()
                .orElseThrow(() -> new UsageError("--preset " + gan.name()
                        + " does not say what to train on; give --data ring8, grid25, gaussian1d or"
                        + " stacked-mnist:IMAGES,LABELS"));
    }

    private static Contest contest(String name) {
        DataSpec spec = DataSpec.parse(name);
        if (spec instanceof DataSpec.Points points) {
            return new PointContest(points.mixture());
        }
        if (spec instanceof DataSpec.Stacked stacked) {
            DigitClassifier digits = DigitClassifier.of(stacked.set());
            System.out.printf(
                    Locale.ROOT, "digits are told apart by a classifier with %.1f %% right%n", 100 * digits.accuracy());
            return new StackContest(stacked, digits);
        }
        throw new UsageError("--data '" + name
                + "' has no modes that can be counted; give ring8, grid25, gaussian1d or stacked-mnist:IMAGES,LABELS");
    }

    private void require(Preset gan, Contest contest) {
        if (!gan.shape().equals(contest.shape())) {
            throw new UsageError("--preset " + preset + " takes " + gan.shape() + " but --data " + contest.name()
                    + " gives " + contest.shape() + "; give a preset for those");
        }
        if (runs < 1 || steps < 1 || every < 1) {
            throw new UsageError(
                    "--runs, --steps and --every must be at least 1 but are " + runs + ", " + steps + " and " + every);
        }
    }

    private static byte[] reals(Contest contest) {
        try (ImageSource source = contest.data().open(SourceOptions.defaults())) {
            ByteArrayOutputStream pixels = new ByteArrayOutputStream();
            source.images(0).take(contest.counted()).toIterable().forEach(image -> pixels.writeBytes(image.pixels()));
            return pixels.toByteArray();
        }
    }

    private static void row(Contest contest, String what, Score score) {
        System.out.printf(
                Locale.ROOT,
                "  %-26s modes %6.1f   %s%n",
                what,
                score.modes(),
                contest.figure().text(score.figure()));
    }

    private static double mean(List<ModesRun> runs, ToDoubleFunction<Score> figure) {
        return runs.stream().map(ModesRun::score).mapToDouble(figure).average().orElse(Double.NaN);
    }

    private String tableRow(Preset gan, Contest contest, List<ModesRun> done, Score mean) {
        return String.format(
                Locale.ROOT,
                "| `%s` | %s | %,d%s | %d | %.1f | %.0f | %s | %.1f |",
                gan.name(),
                contest.name(),
                steps,
                precision.suffix(),
                done.size(),
                mean.modes(),
                done.stream().mapToDouble(run -> run.score().modes()).min().orElse(Double.NaN),
                contest.figure().text(mean.figure()).replaceAll(" +", " "),
                Comparison.median(done.stream().map(ModesRun::seconds).toList()) / 60);
    }

    private String json(Preset gan, Contest contest, List<ModesRun> done) {
        return String.format(
                Locale.ROOT,
                "{\"preset\": \"%s\", \"data\": \"%s\", \"steps\": %d, \"counted\": %d, \"runs\": [%s]}%n",
                gan.name(),
                contest.name(),
                steps,
                contest.counted(),
                done.stream()
                        .map(run -> String.format(
                                Locale.ROOT,
                                "{\"seed\": %d, \"modes\": %.0f, \"%s\": %.4f, \"seconds\": %.1f}",
                                run.seed(),
                                run.score().modes(),
                                contest.figure().key(),
                                run.score().figure(),
                                run.seconds()))
                        .collect(Collectors.joining(",\n ")));
    }
}
