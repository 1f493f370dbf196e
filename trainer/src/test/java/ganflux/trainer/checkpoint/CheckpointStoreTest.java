package ganflux.trainer.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ganflux.stream.command.UserError;
import ganflux.v1.CheckpointFile;
import ganflux.v1.CheckpointManifest;
import ganflux.v1.PartitionPosition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;

class CheckpointStoreTest {
    @TempDir
    private Path directory;

    private final MultiLayerNetwork generator = network(1);
    private final MultiLayerNetwork discriminator = network(2);

    @Test
    void givesBackWeightsOptimiserStateAndManifest() throws IOException {
        CheckpointStore store = new CheckpointStore(directory, 2);
        generator.getUpdater().getStateViewArray().assign(.25);

        store.write(manifest(7), snapshot(generator), snapshot(discriminator));

        Checkpoint read = store.latest().orElseThrow();
        assertThat(read.manifest().getPositionsList())
                .containsExactly(PartitionPosition.newBuilder()
                        .setPartition(1)
                        .setOffset(2)
                        .setCursor(3)
                        .build());
        assertThat(read.generator().params()).isEqualTo(generator.params());
        assertThat(read.discriminator().params()).isEqualTo(discriminator.params());
        assertThat(read.generator().getUpdater().getStateViewArray())
                .isEqualTo(generator.getUpdater().getStateViewArray());
    }

    @Test
    void givesBackAMovingAverageWhereThereIsOne() throws IOException {
        CheckpointStore store = new CheckpointStore(directory, 2);
        MultiLayerNetwork average = network(3);

        Path written = store.write(
                manifest(7),
                snapshot(generator),
                snapshot(discriminator),
                Optional.of(new ModelSnapshot().takeWeights(average)));

        assertThat(store.latest().orElseThrow().average().orElseThrow().params())
                .isEqualTo(average.params());
        assertThat(store.latest().orElseThrow().generator().params()).isEqualTo(generator.params());
        assertThat(drawn(store, true)).isEqualTo(average.params());
        assertThat(drawn(store, false)).isEqualTo(generator.params());
        assertThat(store.latestManifest().orElseThrow().getFilesList())
                .extracting(CheckpointFile::getName)
                .containsExactly("generator.zip", "discriminator.zip", "generator-average.zip");
        truncate(written.resolve("generator-average.zip"));
        assertThat(store.verify())
                .containsExactly(Map.entry(written, Optional.of("generator-average.zip differs from the manifest")));

        store.write(manifest(8), snapshot(generator), snapshot(discriminator));
        assertThat(store.latest().orElseThrow().average())
                .as("as older ones are")
                .isEmpty();
        assertThat(drawn(store, true)).isEqualTo(generator.params());
        assertThat(store.latestGenerator(true).orElseThrow().manifest().getStep())
                .isEqualTo(8);
    }

    private static INDArray drawn(CheckpointStore store, boolean average) {
        return store.latestGenerator(average).orElseThrow().network().params();
    }

    @Test
    void aCrashWhileTheOnlyOneIsReplacedLeavesIt() throws IOException {
        CheckpointStore store = new CheckpointStore(directory, 1);
        Path place = store.write(manifest(5), snapshot(generator), snapshot(discriminator));
        Path aside = directory.resolve("was-step-0000000005");
        Files.move(place, aside); // as far as a writer came that was killed before the other had its name

        assertThat(store.latest().orElseThrow().generator().params()).isEqualTo(generator.params());
        assertThat(store.verify()).containsExactly(Map.entry(aside, Optional.empty()));

        store.write(manifest(5), snapshot(discriminator), snapshot(generator));
        assertThat(store.latest().orElseThrow().generator().params()).isEqualTo(discriminator.params());
        assertThat(directory).isDirectoryNotContaining(path -> path.equals(aside));
    }

    @Test
    void aCrashAfterTheOnlyOneWasReplacedLeavesTheOther() throws IOException {
        CheckpointStore store = new CheckpointStore(directory, 1);
        Path aside = directory.resolve("was-step-0000000005");
        Files.move(store.write(manifest(5), snapshot(generator), snapshot(discriminator)), aside);
        Files.createDirectory(directory.resolve("sibling"));
        CheckpointStore other = new CheckpointStore(directory.resolve("sibling"), 1);
        Files.move(
                other.write(manifest(5), snapshot(discriminator), snapshot(generator)),
                directory.resolve("step-0000000005"));

        assertThat(store.verify()).hasSize(1);
        assertThat(store.latest().orElseThrow().generator().params()).isEqualTo(discriminator.params());
    }

    @Test
    void opensInPlainDl4j() throws IOException {
        Path written =
                new CheckpointStore(directory, 2).write(manifest(1), snapshot(generator), snapshot(discriminator));

        MultiLayerNetwork read = ModelSerializer.restoreMultiLayerNetwork(
                written.resolve("generator.zip").toFile());

        assertThat(read.params()).isEqualTo(generator.params());
    }

    @Test
    void takesTheOneBeforeADamagedOne() throws IOException {
        CheckpointStore store = new CheckpointStore(directory, 3);
        store.write(manifest(1), snapshot(generator), snapshot(discriminator));
        Path newest = store.write(manifest(2), snapshot(generator), snapshot(discriminator));
        truncate(newest.resolve("discriminator.zip"));

        assertThat(store.latestManifest().orElseThrow().getStep()).isEqualTo(1);
    }

    @Test
    void refusesToBeginAnewWhereAllAreDamaged() throws IOException {
        CheckpointStore store = new CheckpointStore(directory, 3);
        Path only = store.write(manifest(1), snapshot(generator), snapshot(discriminator));
        Files.writeString(only.resolve("manifest.json"), "{ torn");

        assertThatThrownBy(store::latest)
                .isInstanceOf(UserError.class)
                .hasMessage("every checkpoint in " + directory
                        + " is damaged (1 of them); restore one or start anew in another --dir");
    }

    @Test
    void isEmptyForANewRunAndIgnoresWhatAWriteLeftUnfinished() throws IOException {
        CheckpointStore store = new CheckpointStore(directory.resolve("checkpoints"), 3);
        assertThat(store.latest()).isEmpty();

        Files.createDirectories(directory.resolve("checkpoints/tmp-step-0000000009"));
        assertThat(store.latest()).isEmpty();
        store.write(manifest(9), snapshot(generator), snapshot(discriminator));
        assertThat(store.latestManifest().orElseThrow().getStep()).isEqualTo(9);
    }

    @Test
    void whatWritersThatWereKilledLeftIsRemovedByTheNextWrite() throws IOException {
        CheckpointStore store = new CheckpointStore(directory, 1);
        Files.createDirectories(directory.resolve("tmp-step-0000000004"));
        Files.writeString(directory.resolve("tmp-step-0000000004/generator.zip"), "torn");
        Files.createDirectories(directory.resolve("old-step-0000000003"));
        store.write(manifest(4), snapshot(generator), snapshot(discriminator));
        store.write(manifest(5), snapshot(generator), snapshot(discriminator));

        try (Stream<Path> entries = Files.list(directory)) {
            assertThat(entries).containsExactly(directory.resolve("step-0000000005"));
        }
        assertThat(store.verify().values()).containsExactly(Optional.empty());
    }

    @Test
    void theSameWeightsMakeTheSameFileWheneverTheyAreWritten() throws IOException {
        Path first = new CheckpointStore(directory.resolve("a"), 1)
                .write(manifest(1), snapshot(generator), snapshot(discriminator));
        Path second = new CheckpointStore(directory.resolve("b"), 1)
                .write(manifest(1), snapshot(generator), snapshot(discriminator));

        assertThat(second.resolve("generator.zip")).hasSameBinaryContentAs(first.resolve("generator.zip"));
        try (ZipFile zip = new ZipFile(first.resolve("generator.zip").toFile())) {
            assertThat(zip.stream().map(ZipEntry::getTimeLocal))
                    .hasSize(3)
                    .containsOnly(LocalDateTime.of(1980, 1, 1, 0, 0));
        }
    }

    @Test
    void aSnapshotIsOfItsMomentAndItsArraysAreUsedAgain() throws IOException {
        CheckpointStore store = new CheckpointStore(directory, 2);
        ModelSnapshot first = snapshot(generator);
        var before = generator.params().dup();
        generator.params().addi(1);
        generator.setIterationCount(9);

        store.write(manifest(1), first, snapshot(discriminator));
        Checkpoint then = store.latest().orElseThrow();
        assertThat(then.generator().params()).isEqualTo(before);
        assertThat(then.generator().getIterationCount()).isZero();

        store.write(manifest(2), first.take(generator), snapshot(discriminator));
        Checkpoint now = store.latest().orElseThrow();
        assertThat(now.generator().params()).isEqualTo(generator.params());
        assertThat(now.generator().getIterationCount()).isEqualTo(9);
    }

    @Test
    void aWriterOfAnEarlierStartIsRefusedAndChangesNothing() throws IOException {
        CheckpointStore stale = new CheckpointStore(directory, 3);
        long first = stale.beginEpoch();
        CheckpointStore newer = new CheckpointStore(directory, 3);
        long second = newer.beginEpoch();
        assertThat(second).isEqualTo(first + 1);
        newer.write(manifest(5, second), snapshot(generator), snapshot(discriminator));

        assertThatThrownBy(() -> stale.write(manifest(5, first), snapshot(discriminator), snapshot(generator)))
                .isInstanceOf(StaleWriterException.class)
                .hasMessage(
                        "the run in " + directory + " was started again elsewhere (start 2, this one is start 1); only"
                                + " the newest may write checkpoints, so this one ends");

        assertThat(newer.latest().orElseThrow().generator().params()).isEqualTo(generator.params());
        assertThat(directory.resolve("tmp-step-0000000005")).doesNotExist();
    }

    @Test
    void aFailedWriteLeavesTheOldOnesAndNothingOfItself() throws IOException {
        CheckpointStore store = new CheckpointStore(directory, 3);
        store.write(manifest(1), snapshot(generator), snapshot(discriminator));
        Files.createDirectories(directory.resolve("epoch")); // cannot be read as a file: the write fails before its end

        assertThatThrownBy(() -> store.write(manifest(3), snapshot(generator), snapshot(discriminator)))
                .isInstanceOf(IOException.class);

        assertThat(directory.resolve("tmp-step-0000000003")).doesNotExist();
        assertThat(directory.resolve("step-0000000003")).doesNotExist();
        assertThat(store.latestManifest().orElseThrow().getStep()).isEqualTo(1);
    }

    @Test
    void aDamagedOneOfALaterStepDoesNotOutliveTheNextThatIsWritten() throws IOException {
        CheckpointStore store = new CheckpointStore(directory, 1);
        truncate(store.write(manifest(9), snapshot(generator), snapshot(discriminator))
                .resolve("generator.zip"));

        Path written = store.write(manifest(4), snapshot(generator), snapshot(discriminator));

        assertThat(store.verify()).containsExactly(Map.entry(written, Optional.empty()));
    }

    @Test
    void verifyNamesWhatIsWrongWithEach() throws IOException {
        CheckpointStore store = new CheckpointStore(directory, 3);
        Path good = store.write(manifest(1), snapshot(generator), snapshot(discriminator));
        Path bad = store.write(manifest(2), snapshot(generator), snapshot(discriminator));
        Files.delete(bad.resolve("generator.zip"));

        assertThat(store.verify())
                .containsExactly(
                        Map.entry(bad, Optional.of("generator.zip is missing")), Map.entry(good, Optional.empty()));
    }

    @Test
    void keepsTheNewest() throws IOException {
        CheckpointStore store = new CheckpointStore(directory, 2);
        for (int step = 1; step <= 4; step++) {
            store.write(manifest(step), snapshot(generator), snapshot(discriminator));
        }

        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(List.of("step-0000000003", "step-0000000004"));
        }
    }

    private static ModelSnapshot snapshot(MultiLayerNetwork network) {
        return new ModelSnapshot().take(network);
    }

    private static CheckpointManifest manifest(long step) {
        return manifest(step, 0);
    }

    private static CheckpointManifest manifest(long step, long epoch) {
        return CheckpointManifest.newBuilder()
                .setStep(step)
                .setEpoch(epoch)
                .addPositions(PartitionPosition.newBuilder()
                        .setPartition(1)
                        .setOffset(2)
                        .setCursor(3))
                .build();
    }

    private static void truncate(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2), StandardOpenOption.TRUNCATE_EXISTING);
    }

    private static MultiLayerNetwork network(long seed) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(seed)
                .updater(new Adam(1e-3))
                .list()
                .layer(new DenseLayer.Builder().nIn(3).nOut(2).build())
                .build());
        network.init();
        return network;
    }
}
