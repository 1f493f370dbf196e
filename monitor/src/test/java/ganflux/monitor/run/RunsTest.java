package ganflux.monitor.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.ByteString;
import ganflux.monitor.SimulatedRun;
import ganflux.v1.PipelineState;
import ganflux.v1.RoundReport;
import ganflux.v1.SampleBatch;
import ganflux.v1.StepReport;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RunsTest {
    private final List<String> forgotten = new ArrayList<>();
    private long nowMs = 1_000_000;
    private final Runs runs = new Runs(forgotten::add, () -> nowMs);
    private final SimulatedRun a = new SimulatedRun("a", 1_000_000);

    @Test
    void knowsNothingAtFirst() {
        assertThat(runs.whole(null)).isEmpty();
        assertThat(runs.sample(null, null)).isEmpty();
        assertThat(runs.names()).isEmpty();
    }

    @Test
    void theSamplesOfAllRunsTogetherHaveABoundAndTheRunNotHeardOfForLongestPays() {
        ByteString pixels = ByteString.copyFrom(new byte[8 << 20]);
        for (String run : List.of("a", "b", "c", "d")) {
            for (int step = 1; step <= 3; step++) {
                runs.sample(
                        SampleBatch.newBuilder()
                                .setRunId(run)
                                .setStep(step)
                                .setChannels(1)
                                .setHeight(1 << 10)
                                .setWidth(1 << 10)
                                .setFreshFakes(pixels)
                                .build(),
                        1);
            }
        }
        // 12 times 8 MiB and a little
        assertThat(runs.sample("a", 1L)).isEmpty();
        assertThat(runs.sample("a", 2L)).isPresent();
        assertThat(runs.sample("b", 1L)).isPresent();
        assertThat(runs.sample("d", null).orElseThrow().getStep()).isEqualTo(3);
    }

    @Test
    void canBeReadWhileARunIsForgotten() {
        List<Runs> readable = new ArrayList<>();
        List<List<String>> seen = new ArrayList<>();
        Runs others = new Runs(
                run -> seen.add(
                        CompletableFuture.supplyAsync(() -> readable.get(0).names())
                                .orTimeout(10, TimeUnit.SECONDS)
                                .join()),
                () -> nowMs);
        readable.add(others);
        for (int i = 0; i <= Runs.MAX_RUNS; i++) {
            others.report(new SimulatedRun("run-" + i, 1_000_000).report(1));
        }
        assertThat(others.knows("run-0")).isFalse();
        assertThat(others.knows("run-1")).isTrue();
        assertThat(seen).hasSize(1);
        assertThat(seen.get(0)).hasSize(Runs.MAX_RUNS).first().isEqualTo("run-" + Runs.MAX_RUNS);
    }

    @Test
    void keepsTheWholeRunThinnedAndItsEndInFull() {
        report(a, 1, 20_000);
        RunView view = runs.whole(null).orElseThrow();
        assertThat(view.rows()).hasSizeBetween(RunHistory.RECENT + 1000, RunHistory.RECENT + RunHistory.THINNED);
        assertThat(view.rows()).isSortedAccordingTo((x, y) -> Double.compare(x[0], y[0]));
        assertThat(view.rows().get(view.rows().size() - RunHistory.RECENT)[0]).isEqualTo(20_001 - RunHistory.RECENT);
        assertThat(view.rows().get(0)[0]).isLessThan(40);
        assertThat(view.position().sequence()).isEqualTo(20_000);
        assertThat(view.latest().orElseThrow().getStep()).isEqualTo(20_000);
    }

    @Test
    void givesOnlyWhatIsNewAndNoMoreThanAsked() {
        report(a, 1, 100);
        assertThat(steps(runs.since("a", 97, 25))).containsExactly(98, 99, 100);
        assertThat(steps(runs.since("a", 100, 25))).isEmpty();
        assertThat(steps(runs.since("a", Long.MAX_VALUE, 25))).isEmpty();
        assertThat(steps(runs.since("a", 0, 4))).containsExactly(25, 50, 75, 100);
        report(a, 101, 5000);
        assertThat(steps(runs.since("a", 0, 2))).containsExactly(4744, 5000);
    }

    @Test
    void ignoresAReportSeenBefore() {
        report(a, 1, 10);
        report(a, 9, 10);
        assertThat(steps(runs.whole("a"))).hasSize(10);
        assertThat(runs.whole("a").orElseThrow().position()).isEqualTo(new RunView.Position(0, 10));
    }

    @Test
    void carriesThatTheTrainerStoppedUntilItGoesOn() {
        report(a, 1, 10);
        StepReport stopped = a.report(10).toBuilder()
                .setStopped(true)
                .setToldAtMs(a.finishedAtMs(10) + 1)
                .build();
        runs.report(stopped);
        RunView view = runs.whole("a").orElseThrow();
        assertThat(view.latest().orElseThrow().getStopped()).isTrue();
        assertThat(view.rows()).as("no step of its own").hasSize(10);
        runs.report(a.report(9).toBuilder()
                .setStopped(true)
                .setToldAtMs(a.finishedAtMs(10) + 2)
                .build());
        assertThat(runs.whole("a").orElseThrow().latest()).contains(stopped);
        report(a, 11, 11);
        assertThat(runs.whole("a").orElseThrow().latest().orElseThrow().getStopped())
                .isFalse();
    }

    private StepReport waiting(long step, long atMs) {
        return a.report(step).toBuilder()
                .setToldAtMs(atMs)
                .setWaitingSinceMs(a.finishedAtMs(step))
                .setPipeline(PipelineState.newBuilder().setLagRecords(3))
                .build();
    }

    @Test
    void carriesThatTheTrainerWaitsUntilItGoesOn() {
        report(a, 1, 10);
        StepReport waiting = waiting(10, a.finishedAtMs(10) + 5000);
        runs.report(waiting);
        RunView view = runs.whole("a").orElseThrow();
        assertThat(view.latest()).contains(waiting);
        assertThat(view.rows()).as("no step of its own").hasSize(10);
        runs.report(waiting(9, a.finishedAtMs(10) - 1));
        assertThat(runs.whole("a").orElseThrow().latest()).as("of before").contains(waiting);
        report(a, 11, 11);
        assertThat(runs.whole("a").orElseThrow().latest()).contains(a.report(11));
        runs.report(waiting);
        assertThat(runs.whole("a").orElseThrow().latest()).as("seen before").contains(a.report(11));
    }

    /** A trainer that was started again and has made no step has no figures to tell. */
    @Test
    void keepsTheFiguresOfATrainerThatWaitsFromItsStart() {
        StepReport bare = StepReport.newBuilder()
                .setVersion(1)
                .setRunId("a")
                .setPreset("mlp-mnist")
                .setStep(8)
                .setToldAtMs(a.finishedAtMs(10) + 6000)
                .setWaitingSinceMs(a.finishedAtMs(10) + 1000)
                .build();
        runs.report(bare);
        assertThat(runs.whole("a").orElseThrow().latest()).isEmpty();
        report(a, 1, 10);
        runs.report(a.report(10).toBuilder()
                .setStopped(true)
                .setToldAtMs(a.finishedAtMs(10) + 1)
                .build());
        runs.report(bare);
        RunView view = runs.whole("a").orElseThrow();
        assertThat(view.latest())
                .contains(a.report(10).toBuilder()
                        .setToldAtMs(bare.getToldAtMs())
                        .setWaitingSinceMs(bare.getWaitingSinceMs())
                        .setPipeline(bare.getPipeline())
                        .build());
        assertThat(view.rows()).hasSize(10);
        runs.report(bare.toBuilder()
                .setToldAtMs(bare.getToldAtMs() + 1)
                .clearWaitingSinceMs()
                .setStopped(true)
                .build());
        assertThat(runs.whole("a").orElseThrow().latest().orElseThrow().getStopped())
                .isTrue();
    }

    /** A trainer's clock may be minutes off; what is older than that is of before this monitor. */
    @Test
    void saysWhenARunWasHeardOfByItsOwnClock() {
        nowMs = a.finishedAtMs(1) + 240_000;
        report(a, 1, 1);
        assertThat(runs.whole("a").orElseThrow().heardAtMs()).isEqualTo(nowMs);
        nowMs = 10_000_000;
        report(a, 2, 2);
        assertThat(runs.whole("a").orElseThrow().heardAtMs()).isEqualTo(a.finishedAtMs(2));
        runs.report(waiting(2, nowMs - 5000));
        assertThat(runs.whole("a").orElseThrow().heardAtMs()).isEqualTo(nowMs);
    }

    @Test
    void rewritesItsHistoryWhereTheRunGoesBack() {
        report(a, 1, 10);
        runs.sample(a.sample(4), .4);
        runs.sample(a.sample(8), .8);
        runs.evaluation(a.evaluation(4));
        runs.evaluation(a.evaluation(8));
        SimulatedRun resumed = new SimulatedRun("a", 2_000_000);
        report(resumed, 6, 7);
        runs.sample(resumed.sample(7), .7);
        RunView view = runs.whole("a").orElseThrow();
        assertThat(steps(runs.whole("a"))).containsExactly(1, 2, 3, 4, 5, 6, 7);
        assertThat(view.position().epoch()).isEqualTo(1);
        assertThat(view.evaluation()).as("of a lineage that was left").isEmpty();
        assertThat(view.evaluations()).extracting(row -> row[0]).containsExactly(4.0);
        assertThat(view.diversity()).containsExactly(new double[] {4, .4}, new double[] {7, .7});
        assertThat(view.sampleStep()).contains(7L);
        assertThat(runs.sample("a", 8L)).isEmpty();
    }

    @Test
    void measuresSpeedOverTheLastSeconds() {
        report(a, 1, 1000);
        RunView.Speed speed = runs.whole("a").orElseThrow().speed();
        assertThat(speed.stepsPerSecond()).isCloseTo(25, within(1e-9));
        assertThat(speed.imagesPerSecond()).isCloseTo(25 * 64, within(1e-9));
        assertThat(speed.waiting()).isBetween(.05, .15);
    }

    @Test
    void measuresSpeedOfASingleReportByItsOwnTimes() {
        report(a, 5, 5);
        RunView.Speed speed = runs.whole("a").orElseThrow().speed();
        double seconds = a.report(5).getStepSeconds() + a.report(5).getWaitSeconds();
        assertThat(speed.imagesPerSecond()).isCloseTo(64 / seconds, within(1e-9));
        assertThat(speed.stepsPerSecond()).isCloseTo(1 / seconds, within(1e-9));
    }

    /** Four workers on two cores: their steps are made twice as fast as the round, whose second half is other workers'. */
    @Test
    void measuresSpeedInRoundsByTheirWholeTime() {
        RoundReport round = RoundReport.newBuilder()
                .setSteps(64)
                .setImages(64 * 4 * 32)
                .setSeconds(16)
                .build();
        for (int step = 1; step <= 64; step++) {
            runs.report(a.report(step).toBuilder().setRound(round).build());
        }
        RunView.Speed speed = runs.whole("a").orElseThrow().speed();
        assertThat(speed.stepsPerSecond()).isCloseTo(4, within(1e-9));
        assertThat(speed.imagesPerSecond()).isCloseTo(512, within(1e-9));
    }

    @Test
    void keepsTheNewestSamplesAndFindsThemByStep() {
        for (int step = 100; step <= 5000; step += 100) {
            runs.sample(a.sample(step), 1);
        }
        assertThat(runs.sample("a", null).map(SampleBatch::getStep)).contains(5000L);
        assertThat(runs.sample("a", 4900L).map(SampleBatch::getStep)).contains(4900L);
        assertThat(runs.sample("a", 4950L)).isEmpty();
        assertThat(runs.sample("a", 100L)).as("long gone").isEmpty();
        assertThat(runs.whole("a").orElseThrow().diversity()).hasSize(50);
    }

    @Test
    void showsTheRunThatReportsUntilItFallsSilent() {
        SimulatedRun b = new SimulatedRun("b", 1_000_000);
        for (int step = 1; step <= 100; step++) {
            report(a, step, step);
            report(b, step, step);
        }
        assertThat(runs.current()).contains("a");
        report(b, 101, 340);
        assertThat(runs.current()).as("silent for 9.6 s").contains("a");
        report(b, 341, 360);
        assertThat(runs.current()).contains("b");
        assertThat(runs.names()).containsExactly("b", "a");
        assertThat(runs.whole("a")).as("still there for who asks").isPresent();
    }

    @Test
    void runsOfSlowStepsDoNotTakeTurns() {
        for (int step = 1; step <= 20; step++) {
            for (SimulatedRun run : List.of(a, new SimulatedRun("b", 1_000_000))) {
                runs.report(run.report(step).toBuilder()
                        .setStepSeconds(15)
                        .setFinishedAtMs(1_000_000 + step * 15_000L)
                        .build());
                assertThat(runs.current()).contains("a");
            }
        }
    }

    @Test
    void runsOfLongRoundsDoNotTakeTurns() {
        for (int step = 1; step <= 20; step++) {
            for (SimulatedRun run : List.of(a, new SimulatedRun("b", 1_000_000))) {
                runs.report(run.report(step).toBuilder()
                        .setRound(RoundReport.newBuilder().setSeconds(40))
                        .setFinishedAtMs(1_000_000 + step * 40_000L)
                        .build());
                assertThat(runs.current()).contains("a");
            }
        }
    }

    @Test
    void forgetsTheRunNotHeardOfForLongest() {
        report(a, 1, 1);
        for (int i = 0; i < Runs.MAX_RUNS; i++) {
            report(new SimulatedRun("run-" + i, 1_000_000), 1, 2);
        }
        assertThat(forgotten).containsExactly("a");
        assertThat(runs.names()).hasSize(Runs.MAX_RUNS).doesNotContain("a");
        assertThat(runs.whole(null)).as("the current run is one that is known").isPresent();
    }

    private void report(SimulatedRun run, long from, long to) {
        for (long step = from; step <= to; step++) {
            runs.report(run.report(step));
        }
    }

    private static List<Integer> steps(java.util.Optional<RunView> view) {
        return view.orElseThrow().rows().stream().map(row -> (int) row[0]).toList();
    }
}
