package ganflux.monitor.alarm;

import ganflux.monitor.alarm.StepWindow.Figure;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Rules on the balance of losses and scores over windows of steps. Each answers {@linkplain Finding#good good} while its
 * window is not full.
 */
final class BalanceRules {
    /** Steps that a won game must last. */
    static final int WON = 500;

    /** Steps of the other windows. */
    static final int RECENT = 200;

    private static final int SWINGS = 6;
    private static final int SMOOTHED = 10;
    private static final double SURE_REAL = .95;
    private static final double SURE_FAKE = .05;
    private static final double NO_LOSS = .01;
    private static final double SAME_SCORE = .02;
    private static final double OTHER_SCORE = .04; // scores nearer than that clear no alarm
    private static final double FLAT = 5e-4; // moves a cross-entropy by .001

    /** Room for one step in twenty that is otherwise. */
    private static final double LOWEST = .05;

    private static final double HIGHEST = .95;

    private BalanceRules() {}

    /**
     * All of them.
     *
     * @param differs whether the newest evaluation found the fakes outside the bands of the reals
     */
    static List<Finding> all(StepWindow window, boolean differs) {
        if (hasNoScores(window)) {
            return Stream.of(
                            AlarmKind.DISCRIMINATOR_WINS,
                            AlarmKind.DISCRIMINATOR_TOO_WEAK,
                            AlarmKind.FLAT_EQUILIBRIUM,
                            AlarmKind.OSCILLATION)
                    .map(Finding::good)
                    .toList();
        }
        return List.of(
                discriminatorWins(window),
                discriminatorTooWeak(window, differs),
                flatEquilibrium(window, differs),
                oscillation(window));
    }

    /** Whether the run's loss asks for no particular output (Wasserstein): then its values have no scale either. */
    private static boolean hasNoScores(StepWindow window) {
        int n = Math.min(RECENT, window.size());
        return n > 0 && Double.isNaN(window.median(Figure.REAL_SCORE, n));
    }

    /**
     * D(x) above .95 and D(G(z)) below .05 for 500 steps, or as long a discriminator loss below .01, while the generator's
     * own fakes do not fool it either: a discriminator that sees only weaker fakes than the generator makes has not won.
     */
    static Finding discriminatorWins(StepWindow window) {
        AlarmKind kind = AlarmKind.DISCRIMINATOR_WINS;
        if (window.size() < WON || window.quantile(Figure.GENERATOR_SCORE, WON, HIGHEST) >= .2) {
            return Finding.good(kind);
        }
        double real = window.quantile(Figure.REAL_SCORE, WON, LOWEST);
        double fake = window.quantile(Figure.FAKE_SCORE, WON, HIGHEST);
        if (real > SURE_REAL && fake < SURE_FAKE) {
            return Finding.bad(
                    kind, text("D(x) above %.2f and D(G(z)) below %.2f for %d steps", SURE_REAL, SURE_FAKE, WON));
        }
        double loss = window.quantile(Figure.DISCRIMINATOR_LOSS, WON, HIGHEST);
        return loss < NO_LOSS
                ? Finding.bad(kind, text("the discriminator's loss below %.2f for %d steps", NO_LOSS, WON))
                : Finding.good(kind);
    }

    static Finding discriminatorTooWeak(StepWindow window, boolean differs) {
        AlarmKind kind = AlarmKind.DISCRIMINATOR_TOO_WEAK;
        if (!differs || window.size() < RECENT) {
            return Finding.good(kind);
        }
        double real = window.median(Figure.REAL_SCORE, RECENT);
        double fake = window.median(Figure.FAKE_SCORE, RECENT);
        double gap = Math.abs(real - fake);
        if (gap < SAME_SCORE) {
            return Finding.bad(
                    kind,
                    text(
                            "over %d steps D(x) is %.3f and D(G(z)) %.3f, but the fakes lie outside the reals' bands",
                            RECENT, real, fake));
        }
        return gap < OTHER_SCORE ? Finding.doubtful(kind) : Finding.good(kind);
    }

    /** All three mean scores rest at one half: a discriminator that says nothing, whatever the loss and however it is summed. */
    static Finding flatEquilibrium(StepWindow window, boolean differs) {
        AlarmKind kind = AlarmKind.FLAT_EQUILIBRIUM;
        if (!differs || window.size() < RECENT) {
            return Finding.good(kind);
        }
        return Stream.of(Figure.REAL_SCORE, Figure.FAKE_SCORE, Figure.GENERATOR_SCORE)
                        .allMatch(score -> isFlat(window.last(score, RECENT)))
                ? Finding.bad(
                        kind,
                        text(
                                "D(x) and D(G(z)) within %.4f of 0.5 for %d steps, but the fakes lie outside the reals' bands",
                                FLAT, RECENT))
                : Finding.good(kind);
    }

    private static boolean isFlat(double[] scores) {
        double sum = 0;
        double squares = 0;
        for (double score : scores) {
            sum += score - .5;
            squares += (score - .5) * (score - .5);
        }
        double mean = sum / scores.length;
        return Math.abs(mean) < FLAT && Math.sqrt(Math.max(0, squares / scores.length - mean * mean)) < FLAT;
    }

    /**
     * The smoothed generator loss goes from half its median to double and back, at least three times in the window. Not for a
     * loss that can be negative (hinge), of which half and double mean nothing.
     */
    static Finding oscillation(StepWindow window) {
        AlarmKind kind = AlarmKind.OSCILLATION;
        int n = StepWindow.CAPACITY;
        if (window.size() < n) {
            return Finding.good(kind);
        }
        double median = window.median(Figure.GENERATOR_LOSS, n);
        double[] losses = window.last(Figure.GENERATOR_LOSS, n);
        int swings = 0;
        int side = 0;
        for (int end = SMOOTHED; end <= n; end += SMOOTHED) {
            double mean = 0;
            for (int i = end - SMOOTHED; i < end; i++) {
                mean += losses[i] / SMOOTHED;
            }
            int now = mean > 2 * median ? 1 : mean < median / 2 ? -1 : 0;
            if (now != 0 && now != side) {
                swings += side == 0 ? 0 : 1;
                side = now;
            }
        }
        boolean positive = Arrays.stream(losses).allMatch(loss -> loss >= 0);
        return positive && median > 0 && swings >= SWINGS
                ? Finding.bad(
                        kind,
                        text(
                                "the generator's loss went between half and double its median of %.3f %d times in %d steps",
                                median, swings, n))
                : Finding.good(kind);
    }

    private static String text(String format, Object... figures) {
        return String.format(Locale.ROOT, format, figures);
    }
}
