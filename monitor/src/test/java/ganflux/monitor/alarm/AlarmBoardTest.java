package ganflux.monitor.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import ganflux.stream.AlarmNames;
import ganflux.v1.PipelineState;
import ganflux.v1.RoundReport;
import ganflux.v1.StepReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** Each alarm is raised by its own trouble, and by no other run. */
class AlarmBoardTest {
    private static final long STEP_MS = 100;
    private static final DiversityFinding FINE = new DiversityFinding(Optional.empty(), Optional.empty(), true, false);
    private static final DiversityFinding DIFFERS =
            new DiversityFinding(Optional.empty(), Optional.empty(), true, true);
    private static final DiversityFinding COLLAPSE =
            new DiversityFinding(Optional.of("few"), Optional.empty(), true, true);

    private final AlarmBoard board = new AlarmBoard();
    private final Random random = new Random(1);
    private final List<AlarmStatus> changes = new ArrayList<>();
    private int step;

    private static StepReport.Builder losses(double d, double g, double real, double fake) {
        return StepReport.newBuilder()
                .setDiscriminatorLoss(d)
                .setGeneratorLoss(g)
                .setRealScore(real)
                .setFakeScore(fake)
                .setGeneratorScore(fake)
                .setDiscriminatorGradientNorm(1)
                .setGeneratorGradientNorm(1)
                .setStepSeconds(STEP_MS / 1e3);
    }

    /** A run that wanders about a balance. */
    private StepReport.Builder healthy() {
        return losses(
                        .6 + .1 * random.nextGaussian(),
                        Math.max(.1, .9 + .2 * random.nextGaussian()),
                        .6 + .05 * random.nextGaussian(),
                        .4 + .05 * random.nextGaussian())
                .setDiscriminatorGradientNorm(1 + random.nextDouble())
                .setGeneratorGradientNorm(.5 + random.nextDouble());
    }

    private void run(int steps, IntFunction<StepReport.Builder> reports) {
        for (int i = 0; i < steps; i++) {
            step++;
            changes.addAll(board.report(reports.apply(i)
                    .setStep(step)
                    .setFinishedAtMs(step * STEP_MS)
                    .build()));
        }
    }

    private List<AlarmKind> active() {
        return board.statuses().stream()
                .filter(AlarmStatus::active)
                .map(AlarmStatus::kind)
                .toList();
    }

    @Test
    void aHealthyRunRaisesNone() {
        for (int i = 0; i < 100; i++) {
            run(100, s -> healthy());
            changes.addAll(board.evaluation(i % 7 == 0 ? COLLAPSE : FINE, step * STEP_MS));
            changes.addAll(board.tick(step * STEP_MS + 1000));
        }

        assertThat(changes).isEmpty();
    }

    @Test
    void aDiscriminatorThatWinsRaisesItsAlarmOnceAndClearsIt() {
        run(499, s -> losses(.02, 6, .99, .01));
        assertThat(active()).isEmpty();

        run(100, s -> losses(.02, 6, .99, .01));
        assertThat(active()).containsExactly(AlarmKind.DISCRIMINATOR_WINS);
        assertThat(board.status(AlarmKind.DISCRIMINATOR_WINS).reason())
                .isEqualTo("D(x) above 0.95 and D(G(z)) below 0.05 for 500 steps");

        run(1000, s -> healthy());
        assertThat(active()).isEmpty();
        assertThat(changes).extracting(AlarmStatus::active).containsExactly(true, false);
        assertThat(board.status(AlarmKind.DISCRIMINATOR_WINS).raised()).isEqualTo(1);
    }

    @Test
    void aDiscriminatorThatSeesOnlyWeakerFakesHasNotWon() {
        run(1000, s -> losses(.001, .001, .99, .01).setGeneratorScore(.99));

        assertThat(active()).isEmpty();
    }

    @Test
    void equalScoresMatterOnlyWhereTheImagesDiffer() {
        changes.addAll(board.evaluation(FINE, 1));
        run(500, s -> losses(.69, .70, .5, .5 + .001 * (s % 2)));
        assertThat(active()).isEmpty();

        changes.addAll(board.evaluation(DIFFERS, 2));
        run(460, s -> losses(.65 + .01 * (s % 5), .70, .55, .55));
        assertThat(active()).as("not at once").isEmpty();

        run(40, s -> losses(.65 + .01 * (s % 5), .70, .55, .55));
        assertThat(active()).containsExactly(AlarmKind.DISCRIMINATOR_TOO_WEAK);
    }

    /** A gap that wanders about the bound would otherwise raise the alarm again and again. */
    @Test
    void scoresThatComeALittleApartNeitherRaiseNorClear() {
        changes.addAll(board.evaluation(DIFFERS, 1));
        run(1000, s -> losses(.69, .70, .53, .5));
        assertThat(active()).isEmpty();

        run(800, s -> losses(.69, .70, .51, .5));
        run(1000, s -> losses(.69, .70, .53, .5));
        assertThat(active()).containsExactly(AlarmKind.DISCRIMINATOR_TOO_WEAK);

        run(1000, s -> losses(.69, .70, .55, .5));
        assertThat(changes).extracting(AlarmStatus::active).containsExactly(true, false);
    }

    @Test
    void scoresThatRestAtOneHalfRaiseFlatEquilibriumWhateverTheLosses() {
        changes.addAll(board.evaluation(DIFFERS, 1));
        run(800, s -> losses(1.3863, -.6931, .5, .5));

        assertThat(active()).containsExactly(AlarmKind.DISCRIMINATOR_TOO_WEAK, AlarmKind.FLAT_EQUILIBRIUM);
    }

    @Test
    void swingsOfTheGeneratorsLossRaiseOscillation() {
        run(1400, s -> losses(.6, Math.exp(1.5 * Math.sin(s * 2 * Math.PI / 250)), .6, .4));

        assertThat(active()).containsExactly(AlarmKind.OSCILLATION);
        assertThat(board.status(AlarmKind.OSCILLATION).reason()).contains("8 times in 1024 steps");
    }

    /** A critic's losses have any sign and any size, and it gives no scores. */
    @Test
    void aLossWithoutScoresIsJudgedByGradientsAndImagesAlone() {
        changes.addAll(board.evaluation(DIFFERS, 1));
        run(1400, s -> losses(-.02, Math.exp(1.5 * Math.sin(s * 2 * Math.PI / 250)), Double.NaN, Double.NaN));
        assertThat(active()).isEmpty();

        changes.addAll(board.evaluation(COLLAPSE, 2));
        changes.addAll(board.evaluation(COLLAPSE, 3));
        run(500, s -> losses(-.02, .7, Double.NaN, Double.NaN).setDiscriminatorGradientNorm(1000));
        assertThat(active()).contains(AlarmKind.GRADIENT_EXPLOSION);
    }

    @Test
    void aLossThatCanBeNegativeDoesNotOscillate() {
        run(1400, s -> losses(.6, .3 + Math.sin(s * 2 * Math.PI / 250), .6, .4));

        assertThat(active()).isEmpty();
    }

    @Test
    void aGradientFarBelowItsUsualNormRaisesVanishing() {
        run(1000, s -> healthy());
        run(500, s -> healthy().setGeneratorGradientNorm(.004));
        assertThat(active()).containsExactly(AlarmKind.GENERATOR_GRADIENT_VANISHING);

        run(50_000, s -> healthy().setGeneratorGradientNorm(.004));
        assertThat(active())
                .as("a long failure does not become the custom")
                .containsExactly(AlarmKind.GENERATOR_GRADIENT_VANISHING);
    }

    @Test
    void aGradientOverAHundredRaisesExplosion() {
        run(100, s -> healthy().setDiscriminatorGradientNorm(150));

        assertThat(active()).containsExactly(AlarmKind.GRADIENT_EXPLOSION);
        assertThat(board.status(AlarmKind.GRADIENT_EXPLOSION).reason())
                .isEqualTo("the norm of the discriminator's gradient is 150 over 20 steps; over 100 is trouble");
    }

    @Test
    void aStepThatIsNotFiniteRaisesAtOnce() {
        run(5, s -> healthy());
        run(1, s -> healthy().setNonFinite(true).setGeneratorLoss(Double.NaN));
        assertThat(active()).containsExactly(AlarmKind.NON_FINITE);
        assertThat(board.status(AlarmKind.NON_FINITE).reason()).isEqualTo("step 6 ended in a NaN or an infinity");

        run(100, s -> healthy());
        assertThat(active()).isEmpty();
    }

    @Test
    void silenceRaisesStalledUntilTheNextReport() {
        run(100, s -> healthy());
        changes.addAll(board.tick(100 * STEP_MS));
        changes.addAll(board.tick(100 * STEP_MS + 30_000));
        assertThat(active()).isEmpty();

        changes.addAll(board.tick(100 * STEP_MS + 30_001));
        assertThat(active()).containsExactly(AlarmKind.STALLED);
        assertThat(board.status(AlarmKind.STALLED).reason())
                .isEqualTo("no report since step 100; a step used to take 0.100 s");

        step = 100 + 400;
        run(1, s -> healthy());
        changes.addAll(board.tick(step * STEP_MS + 1000));
        assertThat(active()).isEmpty();
    }

    private void waits(long forMs) {
        changes.addAll(board.report(healthy()
                .setStep(step)
                .setBatchSize(64)
                .setFinishedAtMs(step * STEP_MS)
                .setWaitingSinceMs(step * STEP_MS)
                .setToldAtMs(step * STEP_MS + forMs)
                .build()));
        changes.addAll(board.tick(step * STEP_MS + forMs));
    }

    @Test
    void aTrainerThatSaysThatItWaitsIsNotStalledButStarved() {
        run(100, s -> healthy());
        changes.addAll(board.tick(step * STEP_MS));
        for (long ms : new long[] {5000, 10_000, 20_000, 40_000, 80_000, 160_000, 299_999}) {
            changes.addAll(board.tick(step * STEP_MS + ms - 1));
            waits(ms);
        }
        assertThat(active()).isEmpty();

        waits(320_000);
        assertThat(active()).containsExactly(AlarmKind.STARVED);
        assertThat(board.status(AlarmKind.STARVED).reason())
                .isEqualTo("no step since 100: too few images for one within 5 minutes");

        run(1, s -> healthy());
        assertThat(active()).isEmpty();
    }

    /** It promised to speak again when it has waited twice as long, or ten minutes later. */
    @Test
    void aTrainerThatWaitedIsStalledOnceItIsSilentForThriceAsLongAsItMayBe() {
        run(100, s -> healthy());
        waits(20_000);
        changes.addAll(board.tick(step * STEP_MS + 80_000));
        assertThat(active()).isEmpty();
        changes.addAll(board.tick(step * STEP_MS + 80_001));
        assertThat(active()).containsExactly(AlarmKind.STALLED);

        waits(3_600_000);
        assertThat(active()).containsExactly(AlarmKind.STARVED);
        changes.addAll(board.tick(step * STEP_MS + 3_600_000 + 1_800_000));
        assertThat(active()).containsExactly(AlarmKind.STARVED);
        changes.addAll(board.tick(step * STEP_MS + 3_600_000 + 1_800_001));
        assertThat(active()).as("who hangs does not wait").containsExactly(AlarmKind.STALLED);
    }

    /** As where a step takes many images and few come: the alarm is about what is unusual. */
    @Test
    void aWaitAsLongAsTheLastIsNoStarving() {
        run(100, s -> healthy().setWaitSeconds(200));
        for (long ms : new long[] {300_000, 599_999}) {
            board.report(healthy()
                    .setStep(step)
                    .setWaitingSinceMs(step * STEP_MS)
                    .setToldAtMs(step * STEP_MS + ms)
                    .build());
            assertThat(active()).isEmpty();
        }
        waits(600_000);
        assertThat(active()).containsExactly(AlarmKind.STARVED);
    }

    @Test
    void aStarvedTrainerThatStopsAsAskedIsNeither() {
        run(100, s -> healthy());
        waits(320_000);
        assertThat(active()).containsExactly(AlarmKind.STARVED);

        changes.addAll(board.report(healthy()
                .setStep(step)
                .setFinishedAtMs(step * STEP_MS)
                .setToldAtMs(step * STEP_MS + 400_000)
                .setStopped(true)
                .build()));
        changes.addAll(board.tick(10_000_000));
        assertThat(active()).isEmpty();
        assertThat(board.status(AlarmKind.STARVED).atMs()).isEqualTo(step * STEP_MS + 400_000);
    }

    /** Its reports come together at its end. */
    @Test
    void aLongRoundIsNotSilenceUntilItIsThriceAsLongAsTheLast() {
        run(64, s -> healthy().setRound(RoundReport.newBuilder().setSeconds(80)));
        changes.addAll(board.tick(64 * STEP_MS));
        changes.addAll(board.tick(64 * STEP_MS + 240_000));
        assertThat(active()).isEmpty();

        changes.addAll(board.tick(64 * STEP_MS + 240_001));
        assertThat(active()).containsExactly(AlarmKind.STALLED);
        assertThat(board.status(AlarmKind.STALLED).reason())
                .isEqualTo("no report since step 64; a round used to take 80.000 s");
    }

    @Test
    void aBacklogOfOldReportsIsNotSilence() {
        for (int i = 0; i < 5; i++) {
            run(10, s -> healthy());
            changes.addAll(board.tick(10_000_000 + i));
        }
        assertThat(active()).isEmpty();

        changes.addAll(board.tick(10_000_010));
        assertThat(active()).containsExactly(AlarmKind.STALLED);
    }

    @Test
    void aTrainerWhoseClockIsWrongIsNotStalledWhileItReports() {
        long monitorMs = 280_000;
        for (int i = 0; i < 5; i++) {
            run(100, s -> healthy()); // by its own clock more than four minutes earlier
            monitorMs += 10_000;
            changes.addAll(board.tick(monitorMs));
            changes.addAll(board.tick(monitorMs + 5000));
        }

        assertThat(active()).isEmpty();
    }

    @Test
    void aTrainerThatStoppedAsAskedIsNotStalled() {
        run(10, s -> healthy());
        run(1, s -> healthy().setStopped(true));
        changes.addAll(board.tick(10_000_000));

        assertThat(active()).isEmpty();
    }

    @Test
    void aLagThatGrowsForMinutesRaisesLagGrowing() {
        run(
                3500,
                s -> healthy()
                        .setPipeline(PipelineState.newBuilder().setLagRecords(300 + s / 10))
                        .setStepSeconds(.1));

        assertThat(active()).containsExactly(AlarmKind.LAG_GROWING);
    }

    /** By half within five minutes it cannot grow for long. */
    @Test
    void aLagThatGrowsEvenlyForAnHourIsRaisedOnce() {
        for (int i = 1; i <= 3600; i++) {
            int noise = i % 20 < 10 ? 60 : -60;
            changes.addAll(board.report(lag(i, i * 1000L, 300 + i * 100 / 60 + noise)));
        }

        assertThat(changes).extracting(AlarmStatus::kind).containsExactly(AlarmKind.LAG_GROWING);
        assertThat(active()).containsExactly(AlarmKind.LAG_GROWING);
    }

    @Test
    void aBurstAfterAQuietSpellIsNoGrowth() {
        for (int i = 1; i <= 60; i++) {
            changes.addAll(board.report(lag(i, i * 1000L, 0)));
        }
        for (int i = 61; i <= 300; i++) {
            changes.addAll(board.report(lag(i, 1_200_000 + i * 1000L, Math.min(i, 100) * 20L)));
        }

        assertThat(changes).isEmpty();
    }

    private StepReport lag(long step, long atMs, long records) {
        return healthy()
                .setStep(step)
                .setPipeline(PipelineState.newBuilder().setLagRecords(records))
                .setFinishedAtMs(atMs)
                .build();
    }

    /** Whatever the steps take: no multiple of 13 s lies between 300 and 310 s. */
    @Test
    void slowStepsHaveALagToo() {
        for (int i = 1; i <= 100; i++) {
            changes.addAll(board.report(healthy()
                    .setStep(i)
                    .setPipeline(PipelineState.newBuilder().setLagRecords(300 + 20 * i))
                    .setStepSeconds(6.5)
                    .setFinishedAtMs(6500L * i)
                    .build()));
        }

        assertThat(active()).containsExactly(AlarmKind.LAG_GROWING);
    }

    @Test
    void aLagThatSawsUpAndDownDoesNot() {
        run(20_000, s -> healthy().setPipeline(PipelineState.newBuilder().setLagRecords(300 + s % 1100)));

        assertThat(changes).isEmpty();
    }

    @Test
    void collapseNeedsThreeEvaluationsInARow() {
        board.evaluation(COLLAPSE, 1);
        board.evaluation(COLLAPSE, 2);
        assertThat(active()).isEmpty();

        assertThat(board.evaluation(COLLAPSE, 3)).singleElement().satisfies(change -> {
            assertThat(change.kind()).isEqualTo(AlarmKind.MODE_COLLAPSE);
            assertThat(change.reason()).isEqualTo("few");
            assertThat(change.atMs()).isEqualTo(3);
        });
        for (int i = 0; i < 4; i++) {
            assertThat(board.evaluation(FINE, 4 + i)).isEmpty();
        }
        assertThat(board.evaluation(FINE, 8)).extracting(AlarmStatus::active).containsExactly(false);
    }

    @Test
    void whatCannotBeJudgedClearsNothing() {
        DiversityFinding unsure = new DiversityFinding(Optional.empty(), Optional.empty(), false, false);
        for (int i = 0; i < 10; i++) {
            board.evaluation(unsure, i);
        }
        assertThat(active()).isEmpty();
        for (int i = 10; i < 13; i++) {
            board.evaluation(COLLAPSE, i);
        }
        for (int i = 13; i < 30; i++) {
            board.evaluation(unsure, i);
        }
        assertThat(active()).containsExactly(AlarmKind.MODE_COLLAPSE);
    }

    @Test
    void thoseWhoReactKnowEveryName() {
        assertThat(AlarmKind.values()).extracting(AlarmKind::label).containsExactlyElementsOf(AlarmNames.ALL);
    }

    @Test
    void anotherRunOfTheSameNameHasGradientsOfItsOwn() {
        run(600, s -> healthy());
        step = 0;
        run(600, s -> losses(.6, .9, .6, .4).setGeneratorGradientNorm(.001));

        assertThat(active()).isEmpty();
    }

    @Test
    void driftHasAnAlarmOfItsOwn() {
        for (int i = 0; i < 3; i++) {
            board.evaluation(new DiversityFinding(Optional.empty(), Optional.of("moved"), true, false), i);
        }

        assertThat(active()).containsExactly(AlarmKind.DATA_DRIFT);
    }

    @Test
    void aRewindBeginsTheWindowsAnew() {
        run(480, s -> losses(.02, 6, .99, .01));
        step = 100;
        run(480, s -> losses(.02, 6, .99, .01));

        assertThat(active()).isEmpty();
    }
}
