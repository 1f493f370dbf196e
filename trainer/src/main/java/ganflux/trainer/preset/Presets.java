package ganflux.trainer.preset;

import ganflux.stream.command.Nearest;
import ganflux.stream.command.UsageError;
import ganflux.stream.image.ImageShape;
import ganflux.trainer.preset.FailureDemos.Learning;
import ganflux.trainer.preset.Preset.Fakes;
import ganflux.trainer.preset.Preset.Noise;
import ganflux.trainer.preset.Preset.PixelRange;
import ganflux.trainer.preset.Preset.Schedule;
import java.util.List;

/** The presets that come with Ganflux. */
public final class Presets {
    /**
     * A generator and a discriminator with one hidden layer each, from Sebastian Raschka's introduction to deep learning,
     * lecture 16. The generator moves first and the discriminator learns from the same fakes, its loss halved.
     */
    private static final Preset MLP_MNIST = new Preset(
            "mlp-mnist",
            "two-layer perceptrons on 28x28 grey images (Raschka, lecture 16): quick, blurred, easily watched",
            new ImageShape(1, 28, 28),
            PixelRange.SIGNED,
            100,
            Noise.UNIFORM,
            128,
            GanLoss.NON_SATURATING,
            new Schedule(true, 1, Fakes.SHARED, false, true),
            MlpMnist::generator,
            MlpMnist::discriminator);

    /**
     * A convolutional pair, from Rowel Atienza's "Advanced Deep Learning with Keras", chapter 4. The discriminator moves
     * first, on one batch of real images and inference-mode fakes, then the generator on fresh noise.
     */
    private static final Preset DCGAN_MNIST = new Preset(
            "dcgan-mnist",
            "convolutional pair on 28x28 grey images (Atienza, chapter 4): sharp digits",
            new ImageShape(1, 28, 28),
            PixelRange.UNIT,
            100,
            Noise.UNIFORM,
            64,
            GanLoss.NON_SATURATING,
            new Schedule(false, 1, Fakes.SEPARATE, true, true),
            DcganMnist::generator,
            DcganMnist::discriminator);

    /**
     * A deeper convolutional pair on larger colour images: the networks of PyTorch's DCGAN example, as in Raschka's lecture.
     * The discriminator, which has batch norm, sees real and fake images in batches of their own; the generator's update
     * meets the improved discriminator with the same fakes.
     */
    private static final Preset DCGAN_CELEBA = new Preset(
            "dcgan-celeba",
            "deep convolutional pair on 64x64 colour images (Radford et al., as PyTorch's example): faces, needs patience",
            new ImageShape(3, 64, 64),
            PixelRange.SIGNED,
            100,
            Noise.NORMAL,
            128,
            GanLoss.NON_SATURATING,
            new Schedule(false, 1, Fakes.SHARED, false, false),
            DcganCeleba::generator,
            DcganCeleba::discriminator);

    /** A generator that learns far faster than its discriminator finds a few images that fool it, and makes only those. */
    private static final Preset COLLAPSE_DEMO = demo(
            "collapse-demo",
            "fails on purpose by mode collapse: the generator learns far faster than its discriminator",
            GanLoss.NON_SATURATING,
            new Learning(5e-3, 0),
            new Learning(2e-4, 0));

    /** The saturating loss, and a generator that learns a hundred times slower than its discriminator. */
    private static final Preset WINS_DEMO = demo(
            "wins-demo",
            "fails on purpose: the discriminator wins and the generator learns nothing more",
            GanLoss.MINIMAX,
            new Learning(1e-5, 0),
            new Learning(1e-3, 0));

    /** Weights so small that D says nothing, and learning rates so small that it stays so: both losses rest at ln 2. */
    private static final Preset FLAT_DEMO = demo(
            "flat-demo",
            "fails on purpose: neither network learns, which looks like an equilibrium",
            GanLoss.NON_SATURATING,
            new Learning(1e-9, 1e-3),
            new Learning(1e-9, 1e-3));

    private static Preset demo(
            String name, String description, GanLoss loss, Learning generator, Learning discriminator) {
        return new Preset(
                name,
                description,
                new ImageShape(1, 28, 28),
                PixelRange.SIGNED,
                100,
                Noise.UNIFORM,
                64,
                loss,
                new Schedule(false, 1, Fakes.SHARED, false, true),
                seed -> FailureDemos.generator(seed, generator),
                seed -> FailureDemos.discriminator(seed, discriminator));
    }

    private Presets() {}

    /** All presets, in the order in which to show them. */
    public static List<Preset> all() {
        return List.of(MLP_MNIST, DCGAN_MNIST, DCGAN_CELEBA, COLLAPSE_DEMO, WINS_DEMO, FLAT_DEMO);
    }

    /**
     * The preset of that name.
     *
     * @throws UsageError where there is none, with the nearest name
     */
    public static Preset named(String name) {
        List<String> names = all().stream().map(Preset::name).toList();
        return all().stream()
                .filter(preset -> preset.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new UsageError("unknown preset '" + name + "'" + Nearest.hint(name, names)
                        + " (presets: " + String.join(", ", names) + ")"));
    }
}
