package ganflux.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import ganflux.monitor.TrainingMeters.Outcome;
import ganflux.stream.Topics;
import ganflux.v1.PipelineState;
import ganflux.v1.RoundReport;
import ganflux.v1.StepReport;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainingMetersTest {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final TrainingMeters meters =
            new TrainingMeters(registry, List.of(Topics.REPORTS, Topics.SAMPLES), 1_000_000);
    private final SimulatedRun run = new SimulatedRun("a", 1_000_000);

    @Test
    void showsTheNewestReport() {
        StepReport report = run.report(700);
        meters.report(run.report(699));
        meters.report(report);
        assertThat(value("ganflux_latest_step", "run=\"a\"")).isEqualTo(700);
        assertThat(value("ganflux_loss", "network=\"discriminator\",run=\"a\""))
                .isEqualTo(report.getDiscriminatorLoss());
        assertThat(value("ganflux_loss", "network=\"generator\",run=\"a\"")).isEqualTo(report.getGeneratorLoss());
        assertThat(value("ganflux_gradient_norm", "network=\"generator\",run=\"a\""))
                .isEqualTo(report.getGeneratorGradientNorm());
        assertThat(value("ganflux_real_score_ratio", "run=\"a\"")).isEqualTo(report.getRealScore());
        assertThat(value("ganflux_fake_score_ratio", "run=\"a\"")).isEqualTo(report.getFakeScore());
        assertThat(value("ganflux_generator_score_ratio", "run=\"a\"")).isEqualTo(report.getGeneratorScore());
        assertThat(value("ganflux_lag_records", "run=\"a\""))
                .isEqualTo((double) report.getPipeline().getLagRecords());
        assertThat(value("ganflux_buffered_bytes", "run=\"a\""))
                .isEqualTo((double) report.getPipeline().getBufferedBytes());
        assertThat(value("ganflux_buffered_records", "run=\"a\"")).isEqualTo(30);
        assertThat(value("ganflux_checkpoint_step", "run=\"a\"")).isEqualTo(500);
        assertThat(value("ganflux_checkpoint_timestamp_seconds", "run=\"a\"")).isEqualTo(1020);
        assertThat(value("ganflux_last_report_timestamp_seconds", "run=\"a\"")).isEqualTo(1028);
        assertThat(value("ganflux_run_info", "preset=\"mlp-mnist\",run=\"a\"")).isEqualTo(1);
    }

    @Test
    void showsTheStreamWhileTheTrainerWaits() {
        meters.report(run.report(1));
        meters.report(run.report(2));
        PipelineState later = run.report(2).getPipeline().toBuilder()
                .setLagRecords(4)
                .setRejectedRecords(5)
                .build();
        StepReport waiting = run.report(2).toBuilder()
                .setToldAtMs(run.finishedAtMs(2) + 5000)
                .setWaitingSinceMs(run.finishedAtMs(2))
                .setPipeline(later)
                .build();
        assertThat(value("ganflux_waiting_since_timestamp_seconds", "run=\"a\""))
                .isNaN();
        meters.report(waiting);
        meters.report(waiting);
        assertThat(value("ganflux_waiting_since_timestamp_seconds", "run=\"a\""))
                .isEqualTo(run.finishedAtMs(2) / 1000.0);
        assertThat(value("ganflux_lag_records", "run=\"a\"")).isEqualTo(4);
        assertThat(value("ganflux_rejected_records_total", "run=\"a\"")).isEqualTo(5);
        assertThat(value("ganflux_steps_total", "run=\"a\"")).isEqualTo(2);
        assertThat(value("ganflux_latest_step", "run=\"a\"")).isEqualTo(2);
        assertThat(value("ganflux_loss", "network=\"generator\",run=\"a\""))
                .isEqualTo(run.report(2).getGeneratorLoss());
    }

    @Test
    void showsAGradientPenaltyWhereThereIsOne() {
        meters.report(run.report(1));
        assertThat(value("ganflux_gradient_penalty", "run=\"a\"")).isNaN();
        meters.report(run.report(2).toBuilder().setGradientPenalty(.25).build());
        assertThat(value("ganflux_gradient_penalty", "run=\"a\"")).isEqualTo(.25);
    }

    @Test
    void showsClassesAndCodesWhereThereAreSome() {
        meters.report(run.report(1));
        assertThat(value("ganflux_named_classes_ratio", "of=\"reals\",run=\"a\""))
                .isNaN();
        assertThat(value("ganflux_mutual_information_nats", "run=\"a\"")).isNaN();

        meters.report(run.report(2).toBuilder()
                .setRealClassAccuracy(.75)
                .setFakeClassAccuracy(0)
                .setMutualInformation(-.5)
                .build());

        assertThat(value("ganflux_named_classes_ratio", "of=\"reals\",run=\"a\""))
                .isEqualTo(.75);
        assertThat(value("ganflux_named_classes_ratio", "of=\"fakes\",run=\"a\""))
                .isZero();
        assertThat(value("ganflux_mutual_information_nats", "run=\"a\"")).isEqualTo(-.5);
    }

    @Test
    void showsRoundsWhereThereAreSome() {
        meters.report(run.report(1));
        assertThat(registry.scrape()).doesNotContain("ganflux_cluster");

        for (int step = 2; step <= 64; step++) {
            meters.report(SimulatedRounds.of(run.report(step)));
        }
        assertThat(value("ganflux_cluster_rounds_total", "run=\"a\"")).isEqualTo(1);
        meters.report(SimulatedRounds.of(run.report(200))); // those of the third are lost

        RoundReport round = SimulatedRounds.of(run.report(200)).getRound();
        assertThat(value("ganflux_cluster_rounds_total", "run=\"a\"")).isEqualTo(4);
        assertThat(value("ganflux_cluster_slots", "run=\"a\"")).isEqualTo(4);
        assertThat(value("ganflux_cluster_executors", "run=\"a\"")).isEqualTo(2);
        assertThat(value("ganflux_cluster_round_seconds", "run=\"a\"")).isEqualTo(round.getSeconds());
        assertThat(value("ganflux_cluster_slowest_slot_seconds", "run=\"a\"")).isEqualTo(round.getSlowestSlotSeconds());
        assertThat(value("ganflux_cluster_fastest_slot_seconds", "run=\"a\"")).isEqualTo(round.getFastestSlotSeconds());
        assertThat(value("ganflux_cluster_overhead_ratio", "run=\"a\"")).isEqualTo(round.getOverheadRatio());
        assertThat(value("ganflux_cluster_spread_ratio", "run=\"a\"")).isEqualTo(.02);

        meters.report(run.report(201)); // on one machine again
        assertThat(value("ganflux_cluster_spread_ratio", "run=\"a\"")).isNaN();
        assertThat(value("ganflux_cluster_rounds_total", "run=\"a\"")).isEqualTo(4);
        meters.forget("a");
        assertThat(registry.scrape()).doesNotContain("ganflux_cluster");
    }

    @Test
    void leavesOutRoundsOfBeforeTheMonitorStarted() {
        SimulatedRun before = new SimulatedRun("a", 1_000_000 - SimulatedRun.STEP_MS * 128);
        meters.report(SimulatedRounds.of(before.report(127)));
        assertThat(value("ganflux_cluster_rounds_total", "run=\"a\"")).isZero();
        meters.report(SimulatedRounds.of(before.report(129)));
        assertThat(value("ganflux_cluster_rounds_total", "run=\"a\"")).isEqualTo(1);
    }

    @Test
    void countsStepsByTheirNumbersAcrossGapsAndRepeats() {
        meters.report(run.report(100));
        assertThat(steps()).as("what came before is not known").isEqualTo(1);
        meters.report(run.report(101));
        meters.report(run.report(101));
        meters.report(run.report(100));
        assertThat(steps()).as("records seen twice").isEqualTo(2);
        meters.report(run.report(111));
        assertThat(steps()).as("nine reports lost").isEqualTo(12);
        assertThat(value("ganflux_images_total", "run=\"a\"")).isEqualTo(12 * 64);
    }

    @Test
    void countsFromWhenTheMonitorStartedOn() {
        SimulatedRun before = new SimulatedRun("a", 1_000_000 - SimulatedRun.STEP_MS * 100);
        meters.report(before.report(98).toBuilder()
                .setWaitSeconds(3)
                .setNonFinite(true)
                .setPipeline(PipelineState.newBuilder().setRejectedRecords(5))
                .build());
        assertThat(steps()).isZero();
        assertThat(value("ganflux_latest_step", "run=\"a\"")).isEqualTo(98);
        assertThat(value("ganflux_wait_seconds_total", "run=\"a\"")).isZero();
        assertThat(value("ganflux_step_seconds_count", "run=\"a\"")).isZero();
        assertThat(value("ganflux_non_finite_steps_total", "run=\"a\"")).isZero();
        assertThat(value("ganflux_rejected_records_total", "run=\"a\"")).isZero();

        meters.report(before.report(101).toBuilder()
                .setPipeline(PipelineState.newBuilder().setRejectedRecords(7))
                .build());
        assertThat(steps()).as("99 to 101").isEqualTo(3);
        assertThat(value("ganflux_rejected_records_total", "run=\"a\"")).isEqualTo(2);
    }

    @Test
    void countsOnAfterTheRunWentBack() {
        meters.report(run.report(150));
        SimulatedRun resumed = new SimulatedRun("a", 2_000_000);
        meters.report(resumed.report(101));
        meters.report(resumed.report(102));
        assertThat(steps()).isEqualTo(3);
        assertThat(value("ganflux_images_total", "run=\"a\"")).isEqualTo(3 * 64);
        assertThat(value("ganflux_latest_step", "run=\"a\"")).isEqualTo(102);
    }

    @Test
    void keepsTheTrainersCountsOverItsRestart() {
        meters.report(withPipeline(
                1,
                PipelineState.newBuilder()
                        .setRejectedRecords(5)
                        .setDroppedReports(2)
                        .setUnlabelledImages(3)));
        meters.report(
                withPipeline(2, PipelineState.newBuilder().setRejectedRecords(7).setDroppedReports(2)));
        meters.report(withPipeline(
                3,
                PipelineState.newBuilder()
                        .setRejectedRecords(1)
                        .setCheckpointFailures(1)
                        .setUnlabelledImages(2)));
        assertThat(value("ganflux_rejected_records_total", "run=\"a\"")).isEqualTo(8);
        assertThat(value("ganflux_dropped_reports_total", "run=\"a\"")).isEqualTo(2);
        assertThat(value("ganflux_checkpoint_failures_total", "run=\"a\"")).isEqualTo(1);
        assertThat(value("ganflux_unlabelled_images_total", "run=\"a\"")).isEqualTo(5);
    }

    @Test
    void countsBrokenStepsAndShowsThemAsTheyAre() {
        meters.report(run.report(1));
        assertThat(value("ganflux_non_finite_steps_total", "run=\"a\"")).isZero();
        meters.report(run.report(2).toBuilder()
                .setGeneratorLoss(Double.NaN)
                .setNonFinite(true)
                .build());
        assertThat(value("ganflux_non_finite_steps_total", "run=\"a\"")).isEqualTo(1);
        assertThat(value("ganflux_loss", "network=\"generator\",run=\"a\"")).isNaN();
    }

    @Test
    void sumsTimesAndSortsStepsIntoBuckets() {
        StepReport quick = run.report(1).toBuilder()
                .setStepSeconds(.004)
                .setWaitSeconds(.5)
                .build();
        StepReport slow =
                run.report(2).toBuilder().setStepSeconds(2).setWaitSeconds(.25).build();
        meters.report(quick);
        meters.report(slow);
        assertThat(value("ganflux_wait_seconds_total", "run=\"a\"")).isEqualTo(.75);
        assertThat(value("ganflux_step_seconds_count", "run=\"a\"")).isEqualTo(2);
        assertThat(value("ganflux_step_seconds_sum", "run=\"a\"")).isEqualTo(2.004);
        assertThat(value("ganflux_step_seconds_bucket", "run=\"a\",le=\"0.002\""))
                .isZero();
        assertThat(value("ganflux_step_seconds_bucket", "run=\"a\",le=\"0.005\""))
                .isEqualTo(1);
        assertThat(value("ganflux_step_seconds_bucket", "run=\"a\",le=\"2.0\"")).isEqualTo(2);
    }

    @Test
    void showsTheNewestSamplesDiversity() {
        meters.sample(run.sample(50), .25);
        assertThat(value("ganflux_diversity_pair_distance_ratio", "run=\"a\"")).isEqualTo(.25);
        assertThat(value("ganflux_last_sample_timestamp_seconds", "run=\"a\"")).isEqualTo(1002);
        meters.sample(run.sample(100), Double.NaN);
        assertThat(value("ganflux_diversity_pair_distance_ratio", "run=\"a\"")).isNaN();
    }

    @Test
    void countsRecordsFromZero() {
        assertThat(value("ganflux_monitor_records_total", "outcome=\"rejected\",topic=\"ganflux.reports\""))
                .isZero();
        meters.record(Topics.REPORTS, Outcome.REJECTED);
        assertThat(value("ganflux_monitor_records_total", "outcome=\"rejected\",topic=\"ganflux.reports\""))
                .isEqualTo(1);
        assertThat(value("ganflux_monitor_records_total", "outcome=\"applied\",topic=\"ganflux.samples\""))
                .isZero();
    }

    @Test
    void keepsRunsApartAndForgetsOne() {
        meters.report(run.report(5));
        meters.report(new SimulatedRun("b", 1_000_000).report(9));
        meters.report(run.report(6));
        assertThat(steps()).isEqualTo(2);
        meters.forget("a");
        meters.forget("never seen");
        assertThat(registry.scrape()).doesNotContain("run=\"a\"");
        assertThat(value("ganflux_steps_total", "run=\"b\"")).isEqualTo(1);
    }

    private StepReport withPipeline(long step, PipelineState.Builder pipeline) {
        return run.report(step).toBuilder().setPipeline(pipeline).build();
    }

    private double steps() {
        return value("ganflux_steps_total", "run=\"a\"");
    }

    private double value(String name, String labels) {
        return Exposition.parse(registry.scrape()).value(name, labels);
    }
}
