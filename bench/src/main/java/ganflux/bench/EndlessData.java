package ganflux.bench;

import ganflux.ingest.source.DataSpec;
import ganflux.ingest.source.ImageShape;
import ganflux.ingest.source.ImageSize;
import ganflux.ingest.source.ImageSource;
import ganflux.ingest.source.SourceOptions;
import ganflux.stream.command.UsageError;
import ganflux.trainer.preset.Preset;

/** Images, or points, for as long as a benchmark asks for them. */
public final class EndlessData {
    private EndlessData() {}

    /**
     * Opens them without end, of the preset's shape, and in an order that follows from the seed.
     *
     * @throws UsageError where the data arrive, and may end
     */
    public static ImageSource open(DataSpec data, Preset preset, long seed) {
        if (data instanceof DataSpec.Points) {
            return data.open(SourceOptions.defaults().withSeed(seed));
        }
        boolean isSet =
                data instanceof DataSpec.Idx || data instanceof DataSpec.Folder || data instanceof DataSpec.Cifar;
        if (!isSet && !(data instanceof DataSpec.Digits) && !(data instanceof DataSpec.Stacked)) {
            throw new UsageError(
                    "--data must be images that are there: digits, idx:, folder:, cifar10: or stacked-mnist:");
        }
        ImageSize size = new ImageSize(preset.shape().height(), preset.shape().width());
        return data.open(SourceOptions.defaults()
                .withShape(new ImageShape(preset.shape().channels(), size))
                .withSeed(seed)
                .withLoop(isSet)
                .withShuffle(isSet));
    }
}
