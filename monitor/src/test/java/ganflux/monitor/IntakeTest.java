package ganflux.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import ganflux.monitor.alarm.AlarmMeters;
import ganflux.monitor.alarm.AlarmOutlets;
import ganflux.monitor.alarm.Watches;
import ganflux.monitor.grid.GridHistory;
import ganflux.monitor.run.RunView;
import ganflux.monitor.run.Runs;
import ganflux.stream.Topics;
import ganflux.stream.image.Floats;
import ganflux.v1.PixelFormat;
import ganflux.v1.SampleBatch;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IntakeTest {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final TrainingMeters meters = new TrainingMeters(registry, List.of(Topics.REPORTS, Topics.SAMPLES), 0);
    private final Runs runs = new Runs(meters::forget, System::currentTimeMillis);
    private final Intake intake = new Intake(Optional.empty(), parts(), 0);
    private final SimulatedRun run = new SimulatedRun("a", 1_000_000);

    @Test
    void skipsBadReportsBetweenGoodOnes() {
        report(run.report(1));
        intake.report("no protobuf".getBytes(StandardCharsets.UTF_8), "ganflux.reports-0@1");
        intake.report(new byte[0], "ganflux.reports-0@2");
        report(run.report(2).toBuilder().setVersion(2).build());
        report(run.report(2).toBuilder().clearRunId().build());
        report(run.report(2).toBuilder().clearStep().build());
        report(run.report(3));
        assertThat(runs.whole("a").orElseThrow().rows()).hasSize(2);
        assertThat(records(Topics.REPORTS, "applied")).isEqualTo(2);
        assertThat(records(Topics.REPORTS, "rejected")).isEqualTo(5);
    }

    @Test
    void skipsBadSamplesBetweenGoodOnes() {
        SampleBatch good = run.sample(100);
        sample(good);
        intake.sample(new byte[] {1, 2, 3}, "ganflux.samples-0@1");
        sample(good.toBuilder().setChannels(2).build());
        sample(good.toBuilder().setHeight(0).build());
        sample(good.toBuilder().setWidth(-1).build());
        sample(good.toBuilder().setHeight(1 << 30).setWidth(4).build());
        sample(good.toBuilder()
                .setFreshFakes(ByteString.copyFrom(new byte[785]))
                .build());
        sample(run.sample(200));
        assertThat(runs.whole("a").flatMap(RunView::sampleStep)).contains(200L);
        assertThat(records(Topics.SAMPLES, "applied")).isEqualTo(2);
        assertThat(records(Topics.SAMPLES, "rejected")).isEqualTo(6);
    }

    @Test
    void measuresTheDiversityOfFreshFakesAgainstReals() {
        // One pixel: reals 0, 10, 20 lie 40/3 apart, fakes 0, 5, 10 half of it; the fixed ones do not count.
        sample(run.sample(1).toBuilder()
                .setHeight(1)
                .setWidth(1)
                .setFixedFakes(ByteString.copyFrom(new byte[] {0, 100}))
                .setFreshFakes(ByteString.copyFrom(new byte[] {0, 5, 10}))
                .setReals(ByteString.copyFrom(new byte[] {0, 10, 20}))
                .build());
        assertThat(runs.whole("a").orElseThrow().diversityRatio()).isCloseTo(.5, within(1e-12));
        assertThat(Exposition.parse(registry.scrape()).value("ganflux_diversity_pair_distance_ratio", "run=\"a\""))
                .isCloseTo(.5, within(1e-12));
    }

    @Test
    void measuresReducedImagesWhereThereAreSuch() {
        // Of 3x3 pixels four are left; one image in full is not enough to measure, three reduced ones are.
        SampleBatch large = run.sample(1).toBuilder()
                .setHeight(3)
                .setWidth(3)
                .setFixedFakes(ByteString.copyFrom(new byte[9]))
                .setFreshFakes(ByteString.copyFrom(new byte[9]))
                .setReals(ByteString.copyFrom(new byte[9]))
                .setReduction(2)
                .setReducedFakes(ByteString.copyFrom(new byte[] {0, 0, 0, 0, 5, 5, 5, 5, 10, 10, 10, 10}))
                .setReducedReals(ByteString.copyFrom(new byte[] {0, 0, 0, 0, 10, 10, 10, 10, 20, 20, 20, 20}))
                .clearRealLabels()
                .build();
        sample(large);
        assertThat(runs.whole("a").orElseThrow().diversityRatio()).isCloseTo(.5, within(1e-12));
        SampleBatch next = large.toBuilder().setStep(2).build();
        sample(next.toBuilder()
                .setReducedFakes(ByteString.copyFrom(new byte[5]))
                .build());
        sample(next.toBuilder().setReduction(-1).build());
        sample(next.toBuilder().setReduction(4097).build());
        sample(next.toBuilder().addAllFreshLabels(List.of(1)).build());
        sample(next.toBuilder().addAllFreshLabels(List.of(1, 2, 3)).build());
        assertThat(records(Topics.SAMPLES, "applied")).isEqualTo(2);
        assertThat(records(Topics.SAMPLES, "rejected")).isEqualTo(4);
    }

    @Test
    void takesSamplesOfPoints() {
        // Numbers: reals 0, 10, 20 lie 40/3 apart, fakes 0.5, 1, 1.5 two thirds.
        SampleBatch points = run.sample(1).toBuilder()
                .setFormat(PixelFormat.PIXEL_FORMAT_FLOAT32)
                .setHeight(1)
                .setWidth(1)
                .clearFixedFakes()
                .setFreshFakes(ByteString.copyFrom(Floats.toBytes(.5f, 1, 1.5f)))
                .setReals(ByteString.copyFrom(Floats.toBytes(0, 10, 20)))
                .build();
        sample(points);
        assertThat(runs.whole("a").orElseThrow().diversityRatio()).isCloseTo(.05, within(1e-6));
        assertThat(runs.whole("a").orElseThrow().dimensions()).isEqualTo(1);
        sample(points.toBuilder().setStep(2).setWidth(2).build());
        sample(points.toBuilder().setStep(2).setFormatValue(9).build());
        sample(points.toBuilder()
                .setStep(2)
                .setReals(ByteString.copyFrom(Floats.toBytes(0, Float.NaN)))
                .build());
        sample(points.toBuilder()
                .setStep(2)
                .setReals(ByteString.copyFrom(new byte[6]))
                .build());
        assertThat(records(Topics.SAMPLES, "applied")).isEqualTo(1);
        assertThat(records(Topics.SAMPLES, "rejected")).isEqualTo(4);
    }

    @Test
    void takesASampleWithoutImages() {
        sample(run.sample(1).toBuilder()
                .clearFreshFakes()
                .clearReals()
                .clearFixedFakes()
                .build());
        assertThat(runs.whole("a").orElseThrow().diversityRatio()).isNaN();
        assertThat(records(Topics.SAMPLES, "applied")).isEqualTo(1);
    }

    @Test
    void followsOnlyTheRunAskedFor() {
        Intake only = new Intake(Optional.of("b"), parts(), 0);
        only.report(run.report(1).toByteArray(), "ganflux.reports-0@0");
        only.sample(run.sample(1).toByteArray(), "ganflux.samples-0@0");
        only.report(new SimulatedRun("b", 1_000_000).report(1).toByteArray(), "ganflux.reports-0@1");
        assertThat(runs.names()).containsExactly("b");
        assertThat(records(Topics.REPORTS, "ignored")).isEqualTo(1);
        assertThat(records(Topics.SAMPLES, "ignored")).isEqualTo(1);
        assertThat(records(Topics.REPORTS, "applied")).isEqualTo(1);
    }

    private void report(Message message) {
        intake.report(message.toByteArray(), "a record");
    }

    private void sample(Message message) {
        intake.sample(message.toByteArray(), "a record");
    }

    private double records(String topic, String outcome) {
        return Exposition.parse(registry.scrape())
                .value("ganflux_monitor_records_total", "outcome=\"" + outcome + "\",topic=\"" + topic + "\"");
    }

    private Intake.Parts parts() {
        return new Intake.Parts(
                meters,
                new DiversityMeters(registry),
                runs,
                new Watches(new AlarmOutlets(new AlarmMeters(registry, 0))),
                new Judge(),
                GridHistory.inMemory());
    }
}
