package ganflux.local.chaos;

import ganflux.stream.command.UserError;
import ganflux.v1.CheckpointManifest;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * A run whose processes are killed at moments drawn from the seed, and started again at once. A fifth of the moments follow
 * the last restart within two seconds, and often meet a process that is still starting; the others wait until the run
 * has gone on, so that it gets somewhere.
 */
final class Run {
    private static final Duration STALL = Duration.ofMinutes(3); // then something hangs that should not
    private static final int LOOK_MS = 5;
    private static final int AT_ONCE_MS = 2000;
    private static final int JITTER_MS = 150;

    private final Stack stack;
    private final Settings settings;
    private final PrintStream out;
    private final Random random;
    private final Progress progress;
    private final long beginNanos = System.nanoTime();
    private final List<CheckpointManifest> survivors = new ArrayList<>();
    private Instant trainerSince = Instant.now();
    private int whileWriting;

    Run(Stack stack, Settings settings, PrintStream out) {
        this.stack = stack;
        this.settings = settings;
        this.out = out;
        random = new Random(settings.seed());
        progress = new Progress(stack.run());
    }

    /**
     * Starts the services, kills as often as is asked for, and returns when the trainer has reached its last step.
     *
     * @return the manifest of the last checkpoint
     * @throws UserError where a service fails by itself, a checkpoint is damaged, or nothing moves for three minutes
     */
    CheckpointManifest run() throws InterruptedException {
        stack.start(Victim.MONITOR);
        stack.start(Victim.INGEST);
        stack.start(Victim.TRAINER);
        for (int kill = 1; kill <= settings.kills(); kill++) {
            awaitMoment(kill);
            kill(kill, Victim.draw(random));
        }
        awaitEnd();
        return progress.manifest().orElseThrow(() -> new UserError("the run has ended without a checkpoint"));
    }

    private void awaitMoment(int kill) throws InterruptedException {
        if (random.nextInt(5) > 0) {
            long share = settings.steps() / (settings.kills() + 1);
            long target =
                    Math.min(share * kill, progress.step() + 1 + random.nextInt((int) Math.min(1000, 2 * share + 1)));
            awaitStep(target);
            sleep(random.nextInt(JITTER_MS));
        } else {
            sleep(random.nextInt(AT_ONCE_MS));
        }
    }

    private static void sleep(int milliseconds) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(milliseconds);
    }

    private void awaitStep(long target) throws InterruptedException {
        long seen = progress.step();
        long since = System.nanoTime();
        while (seen < target && !stack.isTrained()) {
            sleep(LOOK_MS);
            long now = progress.step();
            if (now != seen) {
                seen = now;
                since = System.nanoTime();
            } else if (System.nanoTime() - since > STALL.toNanos()) {
                throw new UserError("the run stands still at step " + seen + " for " + STALL.toSeconds()
                        + " s; the logs are in " + stack.run().getParent());
            }
        }
    }

    private void awaitEnd() throws InterruptedException {
        awaitStep(Long.MAX_VALUE);
    }

    private void kill(int number, Victim victim) {
        if (stack.isTrained()) {
            throw new UserError("the run reached its last step after " + (number - 1) + " of " + settings.kills()
                    + " kills; give more --steps");
        }
        stack.kill(victim);
        double at = (System.nanoTime() - beginNanos) / 1e9;
        String what = victim == Victim.TRAINER ? trainerDied() : "the run is past step " + progress.step();
        long restart = System.nanoTime();
        trainerSince = victim == Victim.TRAINER ? Instant.now() : trainerSince;
        stack.start(victim);
        String waited = victim == Victim.BROKER
                ? String.format(Locale.ROOT, "; back after %.1f s", (System.nanoTime() - restart) / 1e9)
                : "";
        out.printf(Locale.ROOT, "kill %-3d %6.1f s  %-7s  %s%s%n", number, at, victim, what, waited);
        out.flush();
    }

    private String trainerDied() {
        boolean writing = progress.isUnfinishedSince(trainerSince);
        whileWriting += writing ? 1 : 0;
        Optional<CheckpointManifest> newest = progress.manifest();
        newest.ifPresent(survivors::add);
        return "goes on from step " + newest.map(CheckpointManifest::getStep).orElse(0L)
                + (writing ? "; died while it wrote a checkpoint" : "");
    }

    /** The checkpoint that each dead trainer left, in order. */
    List<CheckpointManifest> survivors() {
        return List.copyOf(survivors);
    }

    /** How many trainers died while they wrote a checkpoint. */
    int whileWriting() {
        return whileWriting;
    }
}
