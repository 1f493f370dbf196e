package ganflux.trainer.checkpoint;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.api.Updater;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A copy of one network as it is at a moment: configuration with its counts, parameters, optimiser state. Its arrays are
 * made once and used again, so that a copy is two runs through memory.
 *
 * <p>Not thread-safe: {@link #take} and {@link #write} come in turns, the latter on any thread.
 */
public final class ModelSnapshot {
    private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0); // the earliest that ZIP knows

    /** An entry that {@link ModelSerializer} passes over. */
    private String configuration = "";

    private @Nullable INDArray parameters;
    private @Nullable INDArray state;
    private @Nullable INDArray spectralState;

    /** Copies {@code network}, by the thread that trains it. Always of the same network, or one like it. */
    public ModelSnapshot take(MultiLayerNetwork network) {
        copyWeights(network);
        Updater updater = network.getUpdater();
        INDArray live = updater == null ? null : updater.getStateViewArray();
        state = live == null || live.isEmpty() ? null : copy(live, state);
        return this;
    }

    /** As {@link #take}, with what the network's spectral normalisation needs to go on, which is not copied. */
    public ModelSnapshot take(MultiLayerNetwork network, Optional<INDArray> spectral) {
        spectralState = spectral.orElse(null);
        return take(network);
    }

    /** As {@link #take}, without the optimiser's state. */
    public ModelSnapshot takeWeights(MultiLayerNetwork network) {
        copyWeights(network);
        state = null;
        return this;
    }

    private void copyWeights(MultiLayerNetwork network) {
        configuration = network.getLayerWiseConfigurations().toJson();
        parameters = copy(network.params(), parameters);
    }

    private static INDArray copy(INDArray from, @Nullable INDArray to) {
        return to == null ? from.dup() : to.assign(from);
    }

    /**
     * Writes it in DL4J's own format, a ZIP file that {@link ModelSerializer} reads. The entries are stored without
     * compression: noise of float32 yields a twelfth, at the price of a core for as long as a hundred steps take.
     */
    void write(WritableByteChannel channel) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16));
        zip.setLevel(Deflater.NO_COMPRESSION);
        zip.putNextEntry(entry(ModelSerializer.CONFIGURATION_JSON));
        zip.write(configuration.getBytes(StandardCharsets.UTF_8));
        entry(zip, ModelSerializer.COEFFICIENTS_BIN, parameters);
        entry(zip, ModelSerializer.UPDATER_BIN, state);
        entry(zip, ModelFile.SPECTRAL, spectralState);
        zip.finish();
        zip.flush();
    }

    /** An entry of a fixed time, so that the same weights make the same file and the same hash. */
    private static ZipEntry entry(String name) {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(EPOCH);
        return entry;
    }

    private static void entry(ZipOutputStream zip, String name, @Nullable INDArray array) throws IOException {
        if (array != null) {
            zip.putNextEntry(entry(name));
            DataOutputStream out = new DataOutputStream(new BufferedOutputStream(zip, 1 << 16));
            Nd4j.write(array, out);
            out.flush();
        }
    }
}
