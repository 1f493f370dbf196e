package ganflux.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import ganflux.stream.image.Floats;
import ganflux.v1.AlarmEvent;
import ganflux.v1.AlarmState;
import ganflux.v1.CheckpointFile;
import ganflux.v1.CheckpointManifest;
import ganflux.v1.ClassShare;
import ganflux.v1.Evaluation;
import ganflux.v1.MetricValue;
import ganflux.v1.PartialBatch;
import ganflux.v1.PartitionPosition;
import ganflux.v1.PipelineState;
import ganflux.v1.PixelFormat;
import ganflux.v1.RoundReport;
import ganflux.v1.SampleBatch;
import ganflux.v1.ScoreSurface;
import ganflux.v1.SequenceRange;
import ganflux.v1.SourceProgress;
import ganflux.v1.StepReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Files of version 1 of each message, as some trainer or monitor of an earlier day has left them on a topic or a disk: they
 * must be read for ever, field by field. {@code -Dganflux.write-golden=true} writes them anew, which is right only before the
 * version is released. {@code ImageBatch} has its own file in {@link ImageBatchCodecTest}.
 */
class WireGoldenTest {
    private static final Path DIRECTORY = Path.of("src", "test", "resources", "ganflux", "stream");

    private static byte[] golden(String name, byte[] now) throws IOException {
        Path file = DIRECTORY.resolve(name);
        if (Boolean.getBoolean("ganflux.write-golden")) {
            Files.write(file, now);
        }
        return Files.readAllBytes(file);
    }

    private static byte[] golden(String name, Message now) throws IOException {
        return golden(name, now.toByteArray());
    }

    @Test
    void stepReport() throws IOException {
        StepReport expected = StepReport.newBuilder()
                .setVersion(1)
                .setRunId("main")
                .setPreset("mlp-mnist")
                .setStep(300)
                .setImagesSeen(38_400)
                .setFinishedAtMs(1_700_000_000_001L)
                .setDiscriminatorLoss(.75)
                .setGeneratorLoss(1.5)
                .setRealScore(.625)
                .setFakeScore(.375)
                .setGeneratorScore(.25)
                .setDiscriminatorGradientNorm(2.5)
                .setGeneratorGradientNorm(.125)
                .setStepSeconds(.0078125)
                .setWaitSeconds(.5)
                .setBatchSize(128)
                .setPipeline(PipelineState.newBuilder()
                        .setLagRecords(17)
                        .setBufferedBytes(1_000_000)
                        .setBudgetBytes(64 << 20)
                        .setBufferedRecords(5)
                        .setPausedPartitions(1)
                        .setRejectedRecords(2)
                        .setDroppedReports(3)
                        .setDataAgeSeconds(4.5)
                        .setCheckpointAtMs(1_700_000_000_000L)
                        .setCheckpointStep(295)
                        .setCheckpointFailures(6)
                        .setDuplicateRecords(7)
                        .setGapRecords(8)
                        .setRollbacks(1)
                        .setLostImages(256))
                .setNonFinite(true)
                .setStopped(true)
                .addAllRealScoreBins(List.of(0, 1, 127))
                .addAllFakeScoreBins(List.of(128, 0, 300))
                .build();

        assertThat(StepReport.parseFrom(golden("step-report-v1.bin", expected))).isEqualTo(expected);
    }

    @Test
    void stepReportOfWaiting() throws IOException {
        StepReport expected = StepReport.newBuilder()
                .setVersion(1)
                .setRunId("main")
                .setPreset("mlp-mnist")
                .setStep(300)
                .setToldAtMs(1_700_000_005_001L)
                .setWaitingSinceMs(1_700_000_000_001L)
                .setPipeline(PipelineState.newBuilder().setBudgetBytes(64 << 20))
                .build();

        assertThat(StepReport.parseFrom(golden("step-report-waiting-v1.bin", expected)))
                .isEqualTo(expected);
    }

    private static StepReport ofARound() {
        return StepReport.newBuilder()
                .setVersion(1)
                .setRunId("main")
                .setStep(640)
                .setRound(RoundReport.newBuilder()
                        .setNumber(10)
                        .setSlots(4)
                        .setExecutors(2)
                        .setSeconds(8)
                        .setSlowestSlotSeconds(6)
                        .setFastestSlotSeconds(5)
                        .setOverheadRatio(.25)
                        .setSpreadRatio(.0625))
                .build();
    }

    @Test
    void stepReportOfARound() throws IOException {
        assertThat(StepReport.parseFrom(golden("step-report-round-v1.bin", ofARound())))
                .isEqualTo(ofARound());
    }

    /** A reader that was built before there were rounds reads all else. */
    @Test
    void aReaderOfEarlierReportsPassesARoundOver() throws Exception {
        FileDescriptor file = StepReport.getDescriptor().getFile();
        FileDescriptorProto.Builder before = file.toProto().toBuilder();
        DescriptorProto.Builder report =
                before.getMessageTypeBuilder(StepReport.getDescriptor().getIndex());
        report.removeField(StepReport.getDescriptor().findFieldByName("round").getIndex());
        Descriptor earlier = FileDescriptor.buildFrom(
                        before.build(), file.getDependencies().toArray(FileDescriptor[]::new))
                .findMessageTypeByName("StepReport");

        DynamicMessage read = DynamicMessage.parseFrom(earlier, ofARound().toByteArray());

        assertThat(read.getAllFields().keySet().stream().map(FieldDescriptor::getName))
                .containsExactly("version", "run_id", "step");
        assertThat(read.getField(earlier.findFieldByName("step"))).isEqualTo(640L);
    }

    @Test
    void sampleBatch() throws IOException {
        SampleBatch expected = SampleBatch.newBuilder()
                .setVersion(1)
                .setRunId("main")
                .setPreset("mlp-mnist")
                .setStep(300)
                .setCreatedAtMs(1_700_000_000_002L)
                .setChannels(1)
                .setHeight(2)
                .setWidth(3)
                .setFixedFakes(bytes(0, 50, 100, 150, 200, 255))
                .setFreshFakes(bytes(1, 2, 3, 4, 5, 6))
                .setReals(bytes(255, 254, 253, 252, 251, 250))
                .addAllRealLabels(List.of(9, -1))
                .build();

        assertThat(SampleBatch.parseFrom(golden("sample-batch-v1.bin", expected)))
                .isEqualTo(expected);
    }

    @Test
    void sampleBatchOfLargeImages() throws IOException {
        SampleBatch expected = SampleBatch.newBuilder()
                .setVersion(1)
                .setRunId("main")
                .setPreset("mine")
                .setStep(300)
                .setCreatedAtMs(1_700_000_000_002L)
                .setChannels(1)
                .setHeight(2)
                .setWidth(3)
                .setFreshFakes(bytes(1, 2, 3, 4, 5, 6))
                .setReals(bytes(255, 254, 253, 252, 251, 250))
                .addAllFreshLabels(List.of(3, 4))
                .addAllRealLabels(List.of(9, -1))
                .setReduction(2)
                .setReducedFakes(bytes(3, 5, 7, 8))
                .setReducedReals(bytes(253, 252, 20, 30))
                .build();

        assertThat(SampleBatch.parseFrom(golden("sample-batch-large-v1.bin", expected)))
                .isEqualTo(expected);
    }

    @Test
    void sampleBatchOfPoints() throws IOException {
        SampleBatch expected = SampleBatch.newBuilder()
                .setVersion(1)
                .setRunId("main")
                .setPreset("ring8")
                .setStep(300)
                .setCreatedAtMs(1_700_000_000_002L)
                .setChannels(2)
                .setHeight(1)
                .setWidth(1)
                .setFixedFakes(ByteString.copyFrom(Floats.toBytes(.5f, -.25f)))
                .setFreshFakes(ByteString.copyFrom(Floats.toBytes(1, 2, 3, 4)))
                .setReals(ByteString.copyFrom(Floats.toBytes(-1, 0)))
                .addRealLabels(4)
                .setFormat(PixelFormat.PIXEL_FORMAT_FLOAT32)
                .setSurface(ScoreSurface.newBuilder()
                        .setLeft(-1)
                        .setRight(1)
                        .setBottom(-2)
                        .setTop(2)
                        .setSide(2)
                        .addAllScores(List.of(0f, .5f, .25f, 1f)))
                .build();

        assertThat(SampleBatch.parseFrom(golden("sample-batch-points-v1.bin", expected)))
                .isEqualTo(expected);
    }

    private static ByteString bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return ByteString.copyFrom(bytes);
    }

    @Test
    void evaluation() throws IOException {
        Evaluation expected = Evaluation.newBuilder()
                .setVersion(1)
                .setRunId("main")
                .setStep(300)
                .setAtMs(1_700_000_000_003L)
                .setFakes(64)
                .setReals(65)
                .addMetrics(MetricValue.newBuilder()
                        .setName("coverage")
                        .setValue(.5)
                        .setLow(.75)
                        .setMedian(.875)
                        .setHigh(1)
                        .setResamples(200))
                .addMetrics(MetricValue.newBuilder().setName("frechet_distance").setValue(12.5))
                .addClasses(ClassShare.newBuilder().setLabel(7).setFakes(.25).setReals(.125))
                .setClassifierAccuracy(.9375)
                .build();

        assertThat(Evaluation.parseFrom(golden("evaluation-v1.bin", expected))).isEqualTo(expected);
    }

    @Test
    void alarmEvent() throws IOException {
        AlarmEvent expected = AlarmEvent.newBuilder()
                .setVersion(1)
                .setRunId("main")
                .setAlarm("ModeCollapse")
                .setState(AlarmState.ALARM_STATE_CLEARED)
                .setStep(301)
                .setAtMs(1_700_000_000_004L)
                .setReason("coverage 0.5 is below 0.75")
                .setMeaning("the fakes resemble each other")
                .setAdvice("go back to the best checkpoint")
                .setText("ModeCollapse of run main at step 301: coverage 0.5 is below 0.75")
                .build();

        assertThat(AlarmEvent.parseFrom(golden("alarm-event-v1.bin", expected))).isEqualTo(expected);
    }

    @Test
    void checkpointManifest() throws IOException {
        CheckpointManifest expected = CheckpointManifest.newBuilder()
                .setVersion(1)
                .setRunId("main")
                .setPreset("mlp-mnist")
                .setSeed(5)
                .setStep(300)
                .setImagesSeen(38_400)
                .setCreatedAtMs(1_700_000_000_005L)
                .setTopic("ganflux.images")
                .addPositions(PartitionPosition.newBuilder()
                        .setPartition(2)
                        .setOffset(114)
                        .setCursor(200))
                .addFiles(CheckpointFile.newBuilder()
                        .setName("generator.zip")
                        .setSizeBytes(6_000_000_000L)
                        .setSha256("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"))
                .putConfiguration("steps", "300")
                .setTopicId("kB2gGF4iQ-2ZuW0sV6m5Nw")
                .addSources(SourceProgress.newBuilder()
                        .setSourceId("digits,seed=5")
                        .addTrained(SequenceRange.newBuilder().setFirst(0).setLast(100))
                        .addTrained(SequenceRange.newBuilder().setFirst(102).setLast(112)))
                .setEpoch(4)
                .setEngine("fast")
                .setThreads(2)
                .addPartial(PartialBatch.newBuilder()
                        .setSourceId("digits,seed=5")
                        .setSequence(113)
                        .setImages(200))
                .build();
        byte[] now = (JsonFormat.printer().print(expected) + "\n").getBytes(StandardCharsets.UTF_8);

        CheckpointManifest.Builder read = CheckpointManifest.newBuilder();
        JsonFormat.parser().merge(new String(golden("checkpoint-manifest-v1.json", now), StandardCharsets.UTF_8), read);
        assertThat(read.build()).isEqualTo(expected);
    }
}
