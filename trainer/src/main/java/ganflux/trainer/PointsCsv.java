package ganflux.trainer;

import ganflux.stream.command.UsageError;
import ganflux.stream.image.Floats;
import ganflux.stream.image.ImageShape;
import ganflux.trainer.preset.Preset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/** Points as comma-separated values: a line of names, {@code x1,x2}, then a line for each point. */
final class PointsCsv {
    private static final String ENDING = ".csv";

    private PointsCsv() {}

    /** Refuses a file for images where the preset gives points, and the other way round. */
    static void requireFitting(Path out, Preset preset) {
        boolean csv = out.toString().toLowerCase(Locale.ROOT).endsWith(ENDING);
        if (preset.shape().isPoint() && !csv) {
            throw new UsageError("--out " + out + " must end in " + ENDING + ": preset " + preset.name() + " gives "
                    + preset.shape() + ", which have no picture");
        }
        if (!preset.shape().isPoint() && csv) {
            throw new UsageError("--out " + out + " must end in .png or be a directory: preset " + preset.name()
                    + " gives images, not points");
        }
    }

    /** The text of points in the wire's form, in UTF-8. */
    static byte[] of(byte[] points, ImageShape shape) {
        StringBuilder text = new StringBuilder();
        for (int k = 1; k <= shape.size(); k++) {
            text.append(k == 1 ? "x" : ",x").append(k);
        }
        float[] values = Floats.of(points);
        for (int i = 0; i < values.length; i++) {
            text.append(i % shape.size() == 0 ? '\n' : ',').append(values[i]);
        }
        return text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }
}
