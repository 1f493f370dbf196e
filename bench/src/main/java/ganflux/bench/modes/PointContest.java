package ganflux.bench.modes;

import ganflux.ingest.source.DataSpec;
import ganflux.ingest.source.PointMixture;
import ganflux.monitor.diversity.Features;
import ganflux.monitor.diversity.Modes;
import ganflux.stream.image.Floats;
import ganflux.stream.image.ImageShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Points around known modes, as Srivastava et al. (VEEGAN, 2017) and Lin et al. (PacGAN, 2018) count them. */
final class PointContest implements Contest {
    private static final double PERCENT = 100;

    private final PointMixture mixture;
    private final Modes modes;

    PointContest(PointMixture mixture) {
        this.mixture = mixture;
        List<Modes.Mode> known = new ArrayList<>(); // as they are, not as points show them
        for (double[] centre : mixture.modes()) {
            known.add(new Modes.Mode(known.size(), Arrays.copyOf(centre, centre.length), mixture.deviation()));
        }
        modes = new Modes(known);
    }

    @Override
    public DataSpec data() {
        return new DataSpec.Points(mixture);
    }

    @Override
    public String name() {
        return mixture.id();
    }

    @Override
    public ImageShape shape() {
        return ImageShape.points(mixture.dimensions());
    }

    @Override
    public int trained() {
        return 100_000;
    }

    @Override
    public int counted() {
        return 2500;
    }

    @Override
    public Figure figure() {
        return Figure.HIGH_QUALITY;
    }

    @Override
    public Score count(byte[] points) {
        Features features = new Features(Floats.of(points), mixture.dimensions());
        return new Score(modes.captured(features), PERCENT * modes.highQuality(features));
    }

    @Override
    public List<Published> published() {
        return Published.of(mixture);
    }

    @Override
    public int publishedSteps() {
        return 400_000;
    }
}
