package ganflux.trainer.gan;

import java.nio.FloatBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * A float32 array in C order, made once and written through a buffer on its own memory.
 *
 * @param buffer all values; for absolute access only
 */
record FloatArray(INDArray array, FloatBuffer buffer) {
    static FloatArray of(long... shape) {
        INDArray array = Nd4j.create(DataType.FLOAT, shape, 'c');
        return new FloatArray(array, array.data().asNioFloat());
    }

    /** The values of an array that someone else made; copied where they do not lie in C order. */
    static FloatArray over(INDArray array) {
        INDArray dense = array.ordering() == 'c' && !array.isView() ? array : array.dup('c');
        return new FloatArray(dense, dense.data().asNioFloat());
    }

    /** A view of {@code n} rows (entries of the first dimension) from row {@code first}. */
    FloatArray rows(int first, int n) {
        int row = Math.toIntExact(array.length() / array.size(0));
        return new FloatArray(
                array.get(NDArrayIndex.interval(first, first + n)),
                buffer.duplicate()
                        .position(first * row)
                        .limit((first + n) * row)
                        .slice());
    }
}
