package ganflux.bench.modes;

import ganflux.ingest.source.DataSpec;
import ganflux.stream.image.ImageShape;
import java.util.List;
import java.util.Locale;

/** Data whose modes are known, and how the papers count those that a GAN has. */
interface Contest {
    /** What is trained on. */
    DataSpec data();

    /** What the data is called. */
    String name();

    /** The shape of an image, or a point. */
    ImageShape shape();

    /** Images that are trained on again and again. */
    int trained();

    /** Images that modes are counted on. */
    int counted();

    /** What is measured besides modes. */
    Figure figure();

    /** Counts. {@code images} are {@link #counted} of them, one after another. */
    Score count(byte[] images);

    /** The papers' rows; empty for data that is in no table. */
    List<Published> published();

    /** The steps of the papers' runs. */
    int publishedSteps();

    /**
     * What was counted.
     *
     * @param modes those that at least one of the images belongs to
     * @param figure as {@link #figure} says
     */
    record Score(double modes, double figure) {}

    /** What is measured besides modes. */
    enum Figure {
        /** Share of the points within three standard deviations of the nearest mode, percent. */
        HIGH_QUALITY("highQuality", "high quality %5.1f %%"),
        /** Kullback-Leibler divergence of the modes' shares from equal ones, in nats. */
        DIVERGENCE("divergence", "divergence %5.2f");

        private final String key;
        private final String form;

        Figure(String key, String form) {
            this.key = key;
            this.form = form;
        }

        /** In JSON. */
        String key() {
            return key;
        }

        /** For a person. */
        String text(double value) {
            return String.format(Locale.ROOT, form, value);
        }
    }
}
