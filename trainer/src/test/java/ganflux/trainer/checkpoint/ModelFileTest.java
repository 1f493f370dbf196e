package ganflux.trainer.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/** Files from strangers: what is in them is read, or refused, but never run. */
@Timeout(120)
class ModelFileTest {
    private static final AtomicInteger run = new AtomicInteger();

    @TempDir
    private Path directory;

    private final MultiLayerNetwork network = network();
    private final Map<String, byte[]> entries = new LinkedHashMap<>();

    /** Says so where Java deserialises it. */
    private static final class Canary implements Serializable {
        private static final long serialVersionUID = 1L;

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            run.incrementAndGet();
        }
    }

    @BeforeEach
    void writeByDl4j() throws IOException {
        Path file = directory.resolve("dl4j.zip");
        ModelSerializer.writeModel(network, file.toFile(), true);
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (ZipEntry entry : zip.stream().toList()) {
                entries.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
            }
        }
        run.set(0);
    }

    @Test
    void opensWhatDl4jWrites() throws IOException {
        MultiLayerNetwork read = ModelFile.read(directory.resolve("dl4j.zip"));

        assertThat(read.params()).isEqualTo(network.params());
        assertThat(read.getUpdater().getStateViewArray())
                .isEqualTo(network.getUpdater().getStateViewArray());
        assertThat(read.getLayerWiseConfigurations()).isEqualTo(network.getLayerWiseConfigurations());
        assertThat(read.getIterationCount()).isEqualTo(3);
    }

    @Test
    void runsNoSerialisedObjectAsDl4jWould() throws IOException {
        ByteArrayOutputStream object = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(object)) {
            out.writeObject(new Canary());
        }
        entries.put("preprocessor.bin", object.toByteArray());
        Path file = zip();

        assertThatThrownBy(() -> ModelFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessage("it has an entry 'preprocessor.bin', which no checkpoint of Ganflux has");
        assertThat(run).hasValue(0);
        assertThatThrownBy(() -> ModelSerializer.restoreMultiLayerNetworkAndNormalizer(file.toFile(), true))
                .isInstanceOf(Exception.class);
        assertThat(run).as("otherwise this test tests nothing").hasValueGreaterThan(0);
    }

    @Test
    void makesNoObjectsOfForeignClasses() throws IOException {
        String json = new String(entries.get("configuration.json"), StandardCharsets.UTF_8);
        String activation = "org.nd4j.linalg.activations.impl.ActivationTanH";
        assertThat(json).contains(activation);
        for (String key : List.of("\"@class\"", "\"\\u0040class\"")) {
            entries.put(
                    "configuration.json",
                    json.replace("\"@class\" : \"" + activation, key + " : \"javax.script.ScriptEngineManager")
                            .getBytes(StandardCharsets.UTF_8));
            assertThatThrownBy(() -> ModelFile.read(zip()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("names the class javax.script.ScriptEngineManager");
        }
    }

    @Test
    void refusesAConfigurationThatIsTooLargeOrTooDeep() throws IOException {
        entries.put("configuration.json", new byte[5 << 20]);
        assertRefused("more than 4 MiB");
        entries.put("configuration.json", "[".repeat(100_000).getBytes(StandardCharsets.UTF_8));
        assertRefused("nested more than 100 deep");
        entries.put("configuration.json", "{".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> ModelFile.read(zip())).isInstanceOf(IOException.class);
    }

    @Test
    void takesNoArrayAtItsWord() throws IOException {
        entries.put("coefficients.bin", array(new long[] {2, 1, 8, 8, 1, 0, 1, 'c'}, 1L << 40, "FLOAT", 8));
        assertRefused("is not as long as it says");
        entries.put("coefficients.bin", array(new long[] {2, 1, 1L << 33, 1, 1, 0, 1, 'c'}, 1L << 33, "FLOAT", 8));
        assertThatThrownBy(() -> ModelFile.read(zip())).isInstanceOf(IOException.class);
        entries.put("coefficients.bin", array(new long[] {2, 1, 1 << 28, 1, 1, 0, 1, 'c'}, 1 << 28, "FLOAT", 8));
        assertRefused("is cut off");
        entries.put("coefficients.bin", array(new long[] {1L << 40, 1, 8, 1, 1, 0, 1, 'c'}, 8, "FLOAT", 8));
        assertRefused("has no shape");
        entries.put("coefficients.bin", array(new long[] {2, 2, 4, 4, 1, 0, 1, 'c'}, 8, "FLOAT", 8));
        assertRefused("is no vector");
        entries.put("coefficients.bin", array(new long[] {2, 1, 8, 8, 1, 0, 1, 'c'}, 8, "COMPRESSED", 8));
        assertRefused("in place of FLOAT");
        entries.put("coefficients.bin", array(new long[] {2, 1, 7, 7, 1, 0, 1, 'c'}, 7, "FLOAT", 7));
        assertThatThrownBy(() -> ModelFile.read(zip())).isInstanceOf(IOException.class);
        entries.put("coefficients.bin", array(new long[] {2, 1, 8, 8, 1, 0, 1, 'c'}, 8, "FLOAT", 8));
        assertThat(ModelFile.read(zip()).params()).isEqualTo(Nd4j.ones(8));
    }

    @Test
    void takesASpectralStateNeitherAtItsWord() throws IOException {
        long[] huge = {2, 1, 1L << 33, 1, 1, 0, 1, 'c'};
        entries.put(ModelFile.SPECTRAL, array(huge, 1L << 33, "FLOAT", 8));

        assertThatThrownBy(() -> ModelFile.spectralState(zip())).isInstanceOf(IOException.class);

        entries.put(ModelFile.SPECTRAL, array(new long[] {2, 1, 8, 8, 1, 0, 1, 'c'}, 8, "FLOAT", 8));
        assertThat(ModelFile.spectralState(zip())).contains(Nd4j.ones(1, 8));
    }

    @Test
    void whateverTheBytesAreItIsANetworkOrRefused() throws IOException {
        Random random = new Random(1);
        int opened = 0;
        Map<String, byte[]> sound = Map.copyOf(entries);
        for (int i = 0; i < 600; i++) {
            for (Map.Entry<String, byte[]> entry : sound.entrySet()) {
                byte[] bytes = entry.getValue().clone();
                for (int change = 0; change <= i % 4; change++) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                }
                entries.put(entry.getKey(), bytes);
                opened += opens(zip()) ? 1 : 0;
                entries.put(entry.getKey(), entry.getValue());
            }
        }
        assertThat(opened).as("some changes are of weights alone").isBetween(100, 1700);
    }

    private static boolean opens(Path file) {
        try {
            return ModelFile.read(file).numParams() == 8;
        } catch (IOException e) {
            return false;
        }
    }

    private void assertRefused(String why) throws IOException {
        Path file = zip();
        assertThatThrownBy(() -> ModelFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(why);
    }

    private Path zip() throws IOException {
        Path file = directory.resolve("changed.zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }
        return file;
    }

    /** An array as ND4J writes it, of {@code count} ones, with a shape and a length of the caller's. */
    private static byte[] array(long[] shape, long length, String type, int count) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF("MIXED_DATA_TYPES");
            out.writeLong(shape.length);
            out.writeUTF("LONG");
            for (long value : shape) {
                out.writeLong(value);
            }
            out.writeUTF("MIXED_DATA_TYPES");
            out.writeLong(length);
            out.writeUTF(type);
            for (int i = 0; i < count; i++) {
                out.writeFloat(1);
            }
        }
        return bytes.toByteArray();
    }

    private static MultiLayerNetwork network() {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Adam(1e-3))
                .list()
                .layer(new DenseLayer.Builder()
                        .nIn(3)
                        .nOut(2)
                        .activation(org.nd4j.linalg.activations.Activation.TANH)
                        .build())
                .build());
        network.init();
        network.getUpdater().getStateViewArray().assign(.25);
        network.setIterationCount(3);
        return network;
    }
}
