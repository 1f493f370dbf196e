package ganflux.trainer.gan;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Tells a discriminator the class of each image: behind the channels of images [n, channels, height, width] one plane for each class,
 * behind the values of rows [n, values] one value, 1 for the image's class and 0 for the others. Behind a pack of images are the classes
 * of its first image, then those of its second and so on. The arrays are made once. One thread.
 */
final class ClassPlanes {
    private final int batch;
    private final int pack;
    private final int classes;
    private final int place; // values of a class
    private final int length; // values of a row, the class's among them
    private final FloatArray both;
    private final Part ofBoth;
    private final Part ofReals; // the first half of it
    private final Part ofFakes; // the second
    private final int[] told; // of each image; -1 for none yet
    private final FloatArray gradient; // of the images of one batch

    /** Rows from {@code first} on, and the images' part of them. */
    private record Part(int first, INDArray rows, INDArray images) {}

    /**
     * Room for one batch, or for two in one.
     *
     * @param shape of one batch of packs
     * @param pack images in each
     */
    ClassPlanes(long[] shape, int pack, int classes) {
        this.pack = pack;
        this.classes = classes;
        gradient = FloatArray.of(shape);
        batch = Math.toIntExact(shape[0]);
        int values = Math.toIntExact(gradient.array().length() / batch);
        place = Math.toIntExact(values / shape[1]);
        length = values + pack * classes * place;
        long[] wide = shape.clone();
        wide[0] = 2L * batch;
        wide[1] += (long) pack * classes;
        both = FloatArray.of(wide);
        ofBoth = part(0, 2 * batch, shape[1]);
        ofReals = part(0, batch, shape[1]);
        ofFakes = part(batch, batch, shape[1]);
        told = new int[2 * batch * pack];
        Arrays.fill(told, -1);
    }

    private Part part(int first, int n, long channels) {
        INDArray rows = both.rows(first, n).array();
        return new Part(first, rows, images(rows, channels));
    }

    /** The first channels or values of each row. */
    private static INDArray images(INDArray rows, long channels) {
        INDArrayIndex[] all = new INDArrayIndex[rows.rank()];
        Arrays.fill(all, NDArrayIndex.all());
        all[1] = NDArrayIndex.interval(0, channels);
        return rows.get(all);
    }

    /**
     * One batch of real images with their classes.
     *
     * @param labels at least one for each image
     * @return an array of this object's own, valid until the next call of this method or of {@link #both}
     */
    INDArray reals(INDArray images, int[] labels) {
        return beside(ofReals, images, labels);
    }

    /** As {@link #reals}, fakes. */
    INDArray fakes(INDArray images, int[] labels) {
        return beside(ofFakes, images, labels);
    }

    /** As {@link #reals}, real images and fakes in one batch; valid until the next call of any method. */
    INDArray both(INDArray images, int[] labels) {
        return beside(ofBoth, images, labels);
    }

    private INDArray beside(Part part, INDArray images, int[] labels) {
        part.images.assign(images);
        for (int i = 0; i < images.size(0) * pack; i++) {
            tell(part.first * pack + i, labels[i]);
        }
        return part.rows;
    }

    private void tell(int image, int label) {
        if (told[image] == label) {
            return;
        }
        if (told[image] >= 0) {
            fill(image, told[image], 0);
        }
        fill(image, label, 1);
        told[image] = label;
    }

    private void fill(int image, int label, float value) {
        int end = (image / pack + 1) * length;
        int at = end - ((pack - image % pack) * classes - label) * place;
        for (int i = 0; i < place; i++) {
            both.buffer().put(at + i, value);
        }
    }

    /** The images' part of a gradient with respect to what {@link #fakes} gave; valid until the next call. */
    INDArray imageGradient(INDArray wide) {
        gradient.array().assign(images(wide, gradient.array().size(1)));
        return gradient.array();
    }
}
