package ganflux.monitor.page;

import com.google.protobuf.ByteString;
import ganflux.stream.image.Floats;
import ganflux.stream.image.ImageShape;
import ganflux.v1.SampleBatch;
import ganflux.v1.ScoreSurface;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The points of a sample, and what the discriminator says around them, as JSON: what {@code /api/points} gives. */
final class PointsJson {
    /** More would hide each other on a screen. */
    private static final int MOST = 1024;

    private PointsJson() {}

    /** Its fresh fakes and its reals, each point a list of its values; absent where the sample is of images. */
    static Optional<String> of(SampleBatch sample) {
        ImageShape shape = ImageShape.of(sample);
        if (!shape.isPoint()) {
            return Optional.empty();
        }
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("run", sample.getRunId());
        json.put("step", sample.getStep());
        json.put("dimensions", shape.size());
        json.put("fakes", points(sample.getFreshFakes(), shape));
        json.put("reals", points(sample.getReals(), shape));
        json.put("surface", surface(sample));
        return Optional.of(Json.of(json));
    }

    /** The scores of the discriminator, where there are as many as it says. */
    private static Optional<Map<String, @Nullable Object>> surface(SampleBatch sample) {
        ScoreSurface surface = sample.getSurface();
        int side = surface.getSide();
        if (side < 1
                || side > MOST
                || surface.getScoresCount() != (ImageShape.of(sample).size() == 1 ? side : side * side)) {
            return Optional.empty();
        }
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("x", new double[] {surface.getLeft(), surface.getRight()});
        json.put("y", new double[] {surface.getBottom(), surface.getTop()});
        json.put("side", side);
        json.put("rescaled", surface.getRescaled());
        json.put(
                "scores",
                surface.getScoresList().stream().mapToDouble(Float::doubleValue).toArray());
        return Optional.of(json);
    }

    private static List<double[]> points(ByteString bytes, ImageShape shape) {
        float[] values = Floats.of(shape.first(bytes, MOST));
        List<double[]> points = new ArrayList<>();
        for (int from = 0; from < values.length; from += shape.size()) {
            double[] point = new double[shape.size()];
            for (int k = 0; k < point.length; k++) {
                point[k] = values[from + k];
            }
            points.add(point);
        }
        return points;
    }
}
