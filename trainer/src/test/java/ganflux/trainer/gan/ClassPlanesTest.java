package ganflux.trainer.gan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ClassPlanesTest {
    /** Two images of one channel of 1x2, three classes. */
    @Test
    void planesStandBehindTheChannels() {
        ClassPlanes planes = new ClassPlanes(new long[] {2, 1, 1, 2}, 1, 3);
        INDArray images = counted(2, 1, 1, 2);

        INDArray wide = planes.reals(images, new int[] {2, 0});

        assertThat(wide.shape()).containsExactly(2, 4, 1, 2);
        assertThat(wide.dup('c').data().asFloat()).containsExactly(1, 2, 0, 0, 0, 0, 1, 1, 3, 4, 1, 1, 0, 0, 0, 0);
        assertThat(planes.reals(images, new int[] {1, 0}).dup('c').data().asFloat())
                .containsExactly(1, 2, 0, 0, 1, 1, 0, 0, 3, 4, 1, 1, 0, 0, 0, 0);
    }

    @Test
    void twoBatchesInOneAreTwiceAsLong() {
        ClassPlanes planes = new ClassPlanes(new long[] {1, 1, 1, 2}, 1, 2);

        INDArray wide = planes.both(counted(2, 1, 1, 2), new int[] {0, 1});

        assertThat(wide.shape()).containsExactly(2, 3, 1, 2);
        assertThat(wide.dup('c').data().asFloat()).containsExactly(1, 2, 1, 1, 0, 0, 3, 4, 0, 0, 1, 1);
    }

    @Test
    void valuesStandBehindARow() {
        ClassPlanes planes = new ClassPlanes(new long[] {2, 3}, 1, 2);

        INDArray wide = planes.fakes(counted(2, 3), new int[] {1, 0});

        assertThat(wide.dup('c').data().asFloat()).containsExactly(1, 2, 3, 0, 1, 4, 5, 6, 1, 0);
    }

    /** One pack of two images of one value each, three classes. */
    @Test
    void behindAPackAreTheClassesOfItsImagesInTurn() {
        ClassPlanes planes = new ClassPlanes(new long[] {1, 2}, 2, 3);

        assertThat(planes.reals(counted(1, 2), new int[] {2, 0}).dup('c').data().asFloat())
                .containsExactly(1, 2, 0, 0, 1, 1, 0, 0);
        assertThat(planes.both(counted(2, 2), new int[] {2, 1, 0, 0})
                        .dup('c')
                        .data()
                        .asFloat())
                .containsExactly(1, 2, 0, 0, 1, 0, 1, 0, 3, 4, 1, 0, 0, 1, 0, 0);
    }

    @Test
    void fakesAreNotWhereRealsAre() {
        ClassPlanes planes = new ClassPlanes(new long[] {1, 2}, 1, 2);

        INDArray fakes = planes.fakes(counted(1, 2), new int[] {1});
        INDArray reals = planes.reals(counted(1, 2).addi(10), new int[] {0});

        assertThat(fakes.dup('c').data().asFloat()).containsExactly(1, 2, 0, 1);
        assertThat(reals.dup('c').data().asFloat()).containsExactly(11, 12, 1, 0);
    }

    @Test
    void theGradientOfTheImagesIsTheirPart() {
        assertThat(new ClassPlanes(new long[] {2, 3}, 1, 2)
                        .imageGradient(counted(2, 5))
                        .dup('c')
                        .data()
                        .asFloat())
                .containsExactly(1, 2, 3, 6, 7, 8);
        INDArray gradient = new ClassPlanes(new long[] {2, 1, 1, 2}, 1, 1).imageGradient(counted(2, 2, 1, 2));
        assertThat(gradient.shape()).containsExactly(2, 1, 1, 2);
        assertThat(gradient.dup('c').data().asFloat()).containsExactly(1, 2, 5, 6);
    }

    /** 1, 2, 3 and so on. */
    private static INDArray counted(long... shape) {
        INDArray counted = Nd4j.create(DataType.FLOAT, shape, 'c');
        for (int i = 0; i < counted.length(); i++) {
            counted.putScalar((long) i, i + 1);
        }
        return counted;
    }
}
