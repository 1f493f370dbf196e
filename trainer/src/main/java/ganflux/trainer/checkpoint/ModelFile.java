package ganflux.trainer.checkpoint;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.core.JsonFactory;
import org.nd4j.shade.jackson.core.JsonParser;
import org.nd4j.shade.jackson.core.JsonToken;

/**
 * Opens a network's file as {@link ModelSnapshot} writes it: a ZIP with the configuration as JSON, the parameters and the
 * optimiser's state.
 *
 * <p>The file may come from a stranger, and DL4J's own reader would run what is in it: it deserialises Java objects from
 * further entries ({@code preprocessor.bin}, {@code normalizer.bin}), makes objects of whatever class the JSON names, and
 * takes an array's shape and the size of its data from the file as they are. So this reader takes the four entries that it
 * knows and no other, classes of DL4J, ND4J and the trainer alone, and float32 vectors that are as long as they say.
 */
final class ModelFile {
    /** What a discriminator's spectral normalisation needs to go on; DL4J knows nothing of it. */
    static final String SPECTRAL = "spectralNorm.bin";

    private static final Set<String> ENTRIES = Set.of(
            ModelSerializer.CONFIGURATION_JSON,
            ModelSerializer.COEFFICIENTS_BIN,
            ModelSerializer.UPDATER_BIN,
            SPECTRAL);
    private static final int LARGEST_CONFIGURATION = 4 << 20; // that of dcgan-celeba takes 40 KB
    private static final int LONGEST_SHAPE = 68; // of 32 dimensions
    private static final int DEEPEST = 100;
    private static final String CLASS_KEY = "@class";
    private static final List<String> TRUSTED = List.of("org.deeplearning4j.", "org.nd4j.", "ganflux.trainer.");

    private ModelFile() {}

    /**
     * The network in {@code file}, with its optimiser's state where the file has one.
     *
     * @throws IOException where it is no such file
     */
    static MultiLayerNetwork read(Path file) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            refuseOthers(zip);
            String json = configuration(zip);
            refuseForeignClasses(json);
            INDArray parameters = vector(zip, ModelSerializer.COEFFICIENTS_BIN);
            if (parameters == null) {
                throw new IOException("it has no " + ModelSerializer.COEFFICIENTS_BIN);
            }
            MultiLayerNetwork network = new MultiLayerNetwork(MultiLayerConfiguration.fromJson(json));
            network.init(parameters, false);
            INDArray state = vector(zip, ModelSerializer.UPDATER_BIN);
            if (state != null) {
                network.getUpdater().setStateViewArray(network, state, false);
            }
            return network;
        } catch (RuntimeException e) { // what DL4J throws about a configuration, or parameters that do not fit it
            throw damaged(e);
        }
    }

    /**
     * The vector under {@link #SPECTRAL} in {@code file}; empty where it has none.
     *
     * @throws IOException where it is no such file
     */
    static Optional<INDArray> spectralState(Path file) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            return Optional.ofNullable(vector(zip, SPECTRAL));
        } catch (RuntimeException e) { // a length that no array has
            throw damaged(e);
        }
    }

    private static IOException damaged(RuntimeException e) {
        return new IOException(e.getMessage() == null ? e.toString() : e.getMessage(), e);
    }

    private static void refuseOthers(ZipFile zip) throws IOException {
        for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
            String name = entries.nextElement().getName();
            if (!ENTRIES.contains(name)) {
                throw new IOException("it has an entry '" + name + "', which no checkpoint of Ganflux has");
            }
        }
    }

    private static String configuration(ZipFile zip) throws IOException {
        try (InputStream in = open(zip, ModelSerializer.CONFIGURATION_JSON)) {
            if (in == null) {
                throw new IOException("it has no " + ModelSerializer.CONFIGURATION_JSON);
            }
            byte[] json = in.readNBytes(LARGEST_CONFIGURATION + 1);
            if (json.length > LARGEST_CONFIGURATION) {
                throw new IOException(ModelSerializer.CONFIGURATION_JSON + " has more than 4 MiB");
            }
            return new String(json, StandardCharsets.UTF_8);
        }
    }

    private static @Nullable InputStream open(ZipFile zip, String name) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        return entry == null ? null : zip.getInputStream(entry);
    }

    /** By the parser that DL4J reads it with, so that both see the same keys. */
    private static void refuseForeignClasses(String json) throws IOException {
        int depth = 0;
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (depth > DEEPEST) {
                    throw new IOException("its configuration is nested more than " + DEEPEST + " deep");
                }
                if (token == JsonToken.FIELD_NAME && parser.getCurrentName().equals(CLASS_KEY)) {
                    refuseForeign(String.valueOf(parser.nextTextValue()));
                }
            }
        }
    }

    private static void refuseForeign(String name) throws IOException {
        if (TRUSTED.stream().noneMatch(name::startsWith)) {
            throw new IOException("its configuration names the class " + name + ", which is none of DL4J's");
        }
    }

    /**
     * A vector as {@link Nd4j#write} leaves it, big-endian: a buffer of int64 that begins with the rank and the shape, and a
     * buffer of float32. Null where the file has no such entry.
     */
    private static @Nullable INDArray vector(ZipFile zip, String name) throws IOException {
        try (InputStream in = open(zip, name)) {
            return in == null ? null : vector(new DataInputStream(in), name);
        }
    }

    private static INDArray vector(DataInputStream in, String name) throws IOException {
        long[] shape = shape(in, name);
        if (shape.length > 2 || (shape.length == 2 && shape[0] != 1)) {
            throw new IOException(name + " is no vector");
        }
        long length = shape[shape.length - 1];
        if (length < 1 || length != header(in, "FLOAT", name)) {
            throw new IOException(name + " is not as long as it says");
        }
        FloatBuffer buffer =
                bytes(in, Math.multiplyExact(length, Float.BYTES), name).asFloatBuffer();
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return Nd4j.createFromArray(values).reshape(1, length);
    }

    private static long[] shape(DataInputStream in, String name) throws IOException {
        long length = header(in, "LONG", name);
        if (length > LONGEST_SHAPE) {
            throw new IOException(name + " has no shape");
        }
        LongBuffer buffer = bytes(in, length * Long.BYTES, name).asLongBuffer();
        long rank = length == 0 ? 0 : buffer.get();
        if (rank < 1 || rank >= length) {
            throw new IOException(name + " has no shape");
        }
        long[] shape = new long[(int) rank];
        buffer.get(shape);
        return shape;
    }

    /** The length of the buffer that follows, which must hold {@code type}. */
    private static long header(DataInputStream in, String type, String name) throws IOException {
        String allocation = in.readUTF();
        long length = in.readLong();
        String found = in.readUTF();
        if (!found.equals(type) || length < 0) {
            throw new IOException(name + " has " + length + " numbers of type " + found + " (" + allocation
                    + ") in place of " + type);
        }
        return length;
    }

    /** Reads as they come, so that a file that promises more than it has costs no more than it has. */
    private static ByteBuffer bytes(DataInputStream in, long count, String name) throws IOException {
        byte[] bytes = in.readNBytes(Math.toIntExact(count));
        if (bytes.length < count) {
            throw new IOException(name + " is cut off");
        }
        return ByteBuffer.wrap(bytes);
    }
}
