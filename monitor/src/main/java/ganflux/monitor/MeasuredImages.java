package ganflux.monitor;

import com.google.protobuf.ByteString;
import ganflux.stream.image.ImageShape;
import ganflux.v1.SampleBatch;

/**
 * What of a sample is measured: its reduced images where it has such, else those in full.
 *
 * @param shape of one image or point
 * @param fakes of fresh noise
 * @param reals those just trained on
 */
record MeasuredImages(ImageShape shape, ByteString fakes, ByteString reals) {
    static MeasuredImages of(SampleBatch sample) {
        ImageShape shape = ImageShape.of(sample);
        return sample.getReduction() == 0
                ? new MeasuredImages(shape, sample.getFreshFakes(), sample.getReals())
                : new MeasuredImages(
                        shape.reduced(sample.getReduction()), sample.getReducedFakes(), sample.getReducedReals());
    }

    /** How many fakes there are. */
    int count() {
        return fakes.size() / shape.bytes();
    }
}
