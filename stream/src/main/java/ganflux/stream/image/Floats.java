package ganflux.stream.image;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The values of points in the form of the wire contract: floats of 32 bits, little-endian, one after the other. */
public final class Floats {
    private Floats() {}

    /** The bytes of values. */
    public static byte[] toBytes(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    /** The values in bytes; what is no whole value at the end is left out. */
    public static float[] of(byte[] bytes) {
        float[] values = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }

    /** The number of values before the first that is infinite or no number; as many as there are where all are finite. */
    public static int finite(ByteString bytes) {
        int n = bytes.size() / Float.BYTES;
        ByteBuffer values = bytes.asReadOnlyByteBuffer().slice().order(ByteOrder.LITTLE_ENDIAN); // from 0 on
        int i = 0;
        while (i < n && Float.isFinite(values.getFloat(i * Float.BYTES))) {
            i++;
        }
        return i;
    }
}
