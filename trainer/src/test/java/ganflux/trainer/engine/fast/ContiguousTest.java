package ganflux.trainer.engine.fast;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Which arrays the engine may read as they lie. */
class ContiguousTest {
    @Test
    void whatLiesInRowsNeedsNoCopy() {
        assertThat(FastEngine.isContiguous(Nd4j.create(4, 3))).isTrue();
        assertThat(FastEngine.isContiguous(Nd4j.create(new int[] {4, 3}, 'f'))).isFalse();
        assertThat(FastEngine.isContiguous(Nd4j.create(4, 3).transpose())).isFalse();
        assertThat(FastEngine.isContiguous(Nd4j.create(4, 3).get(NDArrayIndex.all(), NDArrayIndex.interval(0, 2))))
                .isFalse();
    }

    @Test
    void dimensionsOfOneMayHaveAnyStride() {
        assertThat(FastEngine.isContiguous(Nd4j.create(new int[] {5, 1}, 'f'))).isTrue();
        assertThat(FastEngine.isContiguous(Nd4j.create(1, 5).transpose())).isTrue();
        INDArray images = Nd4j.create(new int[] {2, 1, 4, 4}, 'c').permute(0, 2, 3, 1);
        assertThat(FastEngine.isContiguous(images)).isTrue();
        assertThat(FastEngine.isContiguous(images.get(NDArrayIndex.interval(1, 2))))
                .isTrue();
        assertThat(FastEngine.isContiguous(Nd4j.create(4, 3).getColumn(1, true)))
                .as("strided")
                .isFalse();
    }
}
