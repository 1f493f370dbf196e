package ganflux.trainer.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ganflux.stream.command.UserError;
import ganflux.v1.CheckpointManifest;
import ganflux.v1.PartitionPosition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

        store.write(manifest(7), generator, discriminator);

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
    void opensInPlainDl4j() throws IOException {
        Path written = new CheckpointStore(directory, 2).write(manifest(1), generator, discriminator);

        MultiLayerNetwork read = ModelSerializer.restoreMultiLayerNetwork(
                written.resolve("generator.zip").toFile());

        assertThat(read.params()).isEqualTo(generator.params());
    }

    @Test
    void takesTheOneBeforeADamagedOne() throws IOException {
        CheckpointStore store = new CheckpointStore(directory, 3);
        store.write(manifest(1), generator, discriminator);
        Path newest = store.write(manifest(2), generator, discriminator);
        truncate(newest.resolve("discriminator.zip"));

        assertThat(store.latestManifest().orElseThrow().getStep()).isEqualTo(1);
    }

    @Test
    void refusesToBeginAnewWhereAllAreDamaged() throws IOException {
        CheckpointStore store = new CheckpointStore(directory, 3);
        Path only = store.write(manifest(1), generator, discriminator);
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
        store.write(manifest(9), generator, discriminator);
        assertThat(store.latestManifest().orElseThrow().getStep()).isEqualTo(9);
    }

    @Test
    void keepsTheNewest() throws IOException {
        CheckpointStore store = new CheckpointStore(directory, 2);
        for (int step = 1; step <= 4; step++) {
            store.write(manifest(step), generator, discriminator);
        }

        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(List.of("step-0000000003", "step-0000000004"));
        }
    }

    private static CheckpointManifest manifest(long step) {
        return CheckpointManifest.newBuilder()
                .setStep(step)
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
