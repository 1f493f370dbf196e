package ganflux.monitor.alarm;

import ganflux.monitor.alarm.StepWindow.Figure;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Rules on the norms of gradients, against what they used to be. Not thread-safe. */
final class GradientRules {
    private static final int NEWEST = 20;
    private static final double EXPLODED = 100;
    private static final double EXPLODED_TIMES = 100;
    private static final double VANISHED_SHARE = .01;

    private final UsualNorm discriminator = new UsualNorm();
    private final UsualNorm generator = new UsualNorm();

    /** Learns what is usual from the newest stretch, which must be healthy; call once a stretch. */
    void learn(StepWindow window) {
        discriminator.add(window.median(Figure.DISCRIMINATOR_GRADIENT_NORM, UsualNorm.STRETCH));
        generator.add(window.median(Figure.GENERATOR_GRADIENT_NORM, UsualNorm.STRETCH));
    }

    List<Finding> all(StepWindow window) {
        return List.of(vanishing(window), explosion(window));
    }

    Finding vanishing(StepWindow window) {
        AlarmKind kind = AlarmKind.GENERATOR_GRADIENT_VANISHING;
        OptionalDouble usual = generator.value();
        if (usual.isEmpty() || window.size() < UsualNorm.STRETCH) {
            return Finding.good(kind);
        }
        double now = window.median(Figure.GENERATOR_GRADIENT_NORM, UsualNorm.STRETCH);
        return now < VANISHED_SHARE * usual.getAsDouble()
                ? Finding.bad(
                        kind,
                        String.format(
                                Locale.ROOT,
                                "the norm of the generator's gradient is %.2g over %d steps; it used to be %.2g",
                                now,
                                UsualNorm.STRETCH,
                                usual.getAsDouble()))
                : Finding.good(kind);
    }

    Finding explosion(StepWindow window) {
        AlarmKind kind = AlarmKind.GRADIENT_EXPLOSION;
        if (window.size() < NEWEST) {
            return Finding.good(kind);
        }
        Finding first = explosion(
                "discriminator", discriminator.value(), window.median(Figure.DISCRIMINATOR_GRADIENT_NORM, NEWEST));
        return first.isBad()
                ? first
                : explosion("generator", generator.value(), window.median(Figure.GENERATOR_GRADIENT_NORM, NEWEST));
    }

    private static Finding explosion(String network, OptionalDouble usual, double now) {
        AlarmKind kind = AlarmKind.GRADIENT_EXPLOSION;
        if (now > EXPLODED) {
            return Finding.bad(
                    kind,
                    String.format(
                            Locale.ROOT,
                            "the norm of the %s's gradient is %.3g over %d steps; over %.0f is trouble",
                            network,
                            now,
                            NEWEST,
                            EXPLODED));
        }
        return usual.isPresent() && now > EXPLODED_TIMES * usual.getAsDouble()
                ? Finding.bad(
                        kind,
                        String.format(
                                Locale.ROOT,
                                "the norm of the %s's gradient is %.3g over %d steps; it used to be %.2g",
                                network,
                                now,
                                NEWEST,
                                usual.getAsDouble()))
                : Finding.good(kind);
    }
}
