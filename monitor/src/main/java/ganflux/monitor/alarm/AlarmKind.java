package ganflux.monitor.alarm;

import java.util.Arrays;
import java.util.Optional;

/** The ways to fail that the monitor knows. */
public enum AlarmKind {
    MODE_COLLAPSE(
            "ModeCollapse",
            true,
            "The generated images have become less diverse than the real ones: some kinds are missing or repeat.",
            "Go back to an earlier checkpoint; lower the generator's learning rate; give the discriminator more steps or"
                    + " minibatch statistics."),
    DISCRIMINATOR_WINS(
            "DiscriminatorWins",
            true,
            "The discriminator tells real from generated without fail, so the generator has little left to learn from.",
            "Lower the discriminator's learning rate or steps; smooth the real label (.9); check that both see equally"
                    + " scaled pixels."),
    GENERATOR_GRADIENT_VANISHING(
            "GeneratorGradientVanishing",
            true,
            "The generator's gradient has shrunk to a hundredth of what it used to be: it has stopped learning.",
            "Use the non-saturating loss; weaken the discriminator; go back to an earlier checkpoint."),
    DISCRIMINATOR_TOO_WEAK(
            "DiscriminatorTooWeak",
            false,
            "The discriminator gives real and generated images the same score although their diversity differs.",
            "Give the discriminator more steps, more capacity or a higher learning rate; remove dropout from it."),
    FLAT_EQUILIBRIUM(
            "FlatEquilibrium",
            false,
            "The discriminator scores every image 0.5. It looks like the equilibrium, but the images differ from the real ones: neither"
                    + " network learns.",
            "Check the learning rates, the initialisation and the scale of the pixels; start anew."),
    OSCILLATION(
            "Oscillation",
            false,
            "The generator's loss swings up and down by more than fourfold, again and again: the two chase each other.",
            "Lower both learning rates; lower Adam's beta1 to .5; enlarge the batch."),
    GRADIENT_EXPLOSION(
            "GradientExplosion",
            true,
            "A gradient's norm is a hundred times what it used to be, or over 100.",
            "Lower that network's learning rate; look for images of another range; go back to an earlier checkpoint."),
    NON_FINITE(
            "NonFinite",
            true,
            "A step ended in a NaN or an infinity.",
            "Lower the learning rates; go back to an earlier checkpoint; look at the images trained at that step."),
    STALLED(
            "Stalled",
            true,
            "No step has been reported for far longer than a step takes.",
            "See whether the trainer runs (/healthz), and whether the broker answers; in a cluster, also whether images arrive."),
    STARVED(
            "Starved",
            false,
            "The trainer is well and has waited for the images of its next step for five minutes.",
            "See whether ingest runs and what it reads: a finite set without --loop has an end. With a lag above 0 the images left are"
                    + " too few for a step, or the next batch is missing (--order strict)."),
    LAG_GROWING(
            "LagGrowing",
            false,
            "Images arrive faster than they are trained: the records that wait have been growing for minutes.",
            "Slow the source down (--rate), or give the trainer more threads or bf16; mind the topic's retention."),
    DATA_DRIFT(
            "DataDrift",
            false,
            "The real images of late differ from older ones by more than chance.",
            "See what changed at the source. Where the change is wanted, the generator needs time to follow.");

    private final String label;
    private final boolean critical;
    private final String meaning;
    private final String advice;

    AlarmKind(String label, boolean critical, String meaning, String advice) {
        this.label = label;
        this.critical = critical;
        this.meaning = meaning;
        this.advice = advice;
    }

    /** The name in metrics, events, the page and the runbook: CamelCase. */
    public String label() {
        return label;
    }

    /** Whether the run is worth little until it is dealt with. */
    public boolean critical() {
        return critical;
    }

    /** What it means, in a sentence. */
    public String meaning() {
        return meaning;
    }

    /** What to try. */
    public String advice() {
        return advice;
    }

    /** The kind with that {@link #label}. */
    public static Optional<AlarmKind> labelled(String label) {
        return Arrays.stream(values()).filter(kind -> kind.label.equals(label)).findFirst();
    }
}
