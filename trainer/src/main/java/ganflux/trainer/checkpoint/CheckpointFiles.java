package ganflux.trainer.checkpoint;

import com.google.protobuf.util.JsonFormat;
import ganflux.stream.Sha256;
import ganflux.stream.command.UserError;
import ganflux.v1.CheckpointFile;
import ganflux.v1.CheckpointManifest;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The files of one checkpoint, in a directory of its own. */
final class CheckpointFiles {
    private static final String MANIFEST = "manifest.json";
    private static final String GENERATOR = "generator.zip";
    private static final String DISCRIMINATOR = "discriminator.zip";
    private static final String AVERAGE = "generator-average.zip";

    private CheckpointFiles() {}

    /** Writes them into {@code directory}, the manifest last, and forces each to the disk. */
    static void write(
            Path directory,
            CheckpointManifest manifest,
            ModelSnapshot generator,
            ModelSnapshot discriminator,
            Optional<ModelSnapshot> average)
            throws IOException {
        CheckpointManifest.Builder complete = manifest.toBuilder()
                .addFiles(writeModel(directory.resolve(GENERATOR), generator))
                .addFiles(writeModel(directory.resolve(DISCRIMINATOR), discriminator));
        if (average.isPresent()) {
            complete.addFiles(writeModel(directory.resolve(AVERAGE), average.get()));
        }
        writeManifest(directory.resolve(MANIFEST), complete.build());
    }

    private static CheckpointFile writeModel(Path file, ModelSnapshot model) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            model.write(channel);
            channel.force(true);
        }
        return CheckpointFile.newBuilder()
                .setName(file.getFileName().toString())
                .setSizeBytes(Files.size(file))
                .setSha256(Sha256.of(file))
                .build();
    }

    private static void writeManifest(Path file, CheckpointManifest manifest) throws IOException {
        Files.writeString(file, JsonFormat.printer().print(manifest) + "\n", StandardCharsets.UTF_8);
        Disk.force(file);
    }

    /** What is wrong with the files of a checkpoint, if anything. */
    static Optional<String> damage(Path checkpoint) {
        try {
            for (CheckpointFile file : readManifest(checkpoint).getFilesList()) {
                Path path = checkpoint.resolve(file.getName());
                if (!Files.exists(path)) {
                    return Optional.of(file.getName() + " is missing");
                }
                if (Files.size(path) != file.getSizeBytes() || !Sha256.of(path).equals(file.getSha256())) {
                    return Optional.of(file.getName() + " differs from the manifest");
                }
            }
            return Optional.empty();
        } catch (IOException | UserError e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    static CheckpointManifest readManifest(Path checkpoint) {
        Path file = checkpoint.resolve(MANIFEST);
        try {
            CheckpointManifest.Builder builder = CheckpointManifest.newBuilder();
            JsonFormat.parser().ignoringUnknownFields().merge(Files.readString(file), builder);
            return builder.build();
        } catch (IOException e) {
            throw new UserError(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** A checkpoint with its networks. */
    static Checkpoint load(Path path) {
        return new Checkpoint(
                readManifest(path),
                restore(path.resolve(GENERATOR)),
                restore(path.resolve(DISCRIMINATOR)),
                average(path),
                spectralState(path.resolve(DISCRIMINATOR)));
    }

    private static MultiLayerNetwork restore(Path file) {
        try {
            return ModelFile.read(file);
        } catch (IOException e) {
            throw new UserError(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static Optional<INDArray> spectralState(Path file) {
        try {
            return ModelFile.spectralState(file);
        } catch (IOException e) {
            throw new UserError(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** The generator alone, as the moving average of its weights where that is asked for and there. */
    static SavedGenerator generator(Path path, boolean average) {
        MultiLayerNetwork network = (average ? average(path) : Optional.<MultiLayerNetwork>empty())
                .orElseGet(() -> restore(path.resolve(GENERATOR)));
        return new SavedGenerator(readManifest(path), network);
    }

    private static Optional<MultiLayerNetwork> average(Path checkpoint) {
        return Optional.of(checkpoint.resolve(AVERAGE)).filter(Files::exists).map(CheckpointFiles::restore);
    }
}
