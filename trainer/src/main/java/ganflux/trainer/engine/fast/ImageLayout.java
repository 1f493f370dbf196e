package ganflux.trainer.engine.fast;

import org.bytedeco.dnnl.memory;

/**
 * Where a batch of images lies in memory: one after another, channels last, or in groups: [group][row][column][image of the
 * group][channel]. Of groups oneDNN is told that their images are a third axis, innermost, on which windows do not move. Its
 * products then work on rows of a group's images, whatever the width of the map and the stride of the window, and pass over taps
 * that fall into the padding. In bfloat16 that is what the processor's tiles of 16 rows want: measured on two cores, groups of 32
 * in place of single images, 512 channels of 4x4 from 256 of 8x8 by 4x4 (128 examples) 35 ms became 9, back 73 became 6, weights 127
 * became 12; 64 of 28x28 from 128 of 14x14 by 5x5 (64 examples) 9 became 4, back 9 became 3, weights 16 became 4. In float32 what
 * the products gain on middle-sized maps, the weights' gradients lose; {@link Fold} has the small ones. In bfloat16 without tiles
 * oneDNN 3.11 leaves some of the weights' gradient undefined, seen with 5x5 windows on groups of maps of 4x4: no groups there.
 *
 * @param images of the batch
 * @param group images of a group, a divisor of {@code images}; 1: no groups, and no third axis
 */
record ImageLayout(long images, long group) {
    private static final long FEWEST = 8;
    private static final long MOST = 64;
    private static final double BEST = 32;

    /** What gives a batch its layout. */
    @FunctionalInterface
    interface Choice {
        /** The layout of {@code images} images. */
        ImageLayout of(long images);
    }

    /** The best layouts for products of values of {@code type}. */
    static Choice bestFor(memory.data_type type) {
        return type == Natives.F32 || !OneDnn.hasTiles() ? ImageLayout::single : ImageLayout::inGroups;
    }

    /** No groups. */
    static ImageLayout single(long images) {
        return new ImageLayout(images, 1);
    }

    /** Groups as near to the best size as the divisors of {@code images} allow; none where there is no divisor near it. */
    static ImageLayout inGroups(long images) {
        long best = 1;
        for (long group = FEWEST; group <= Math.min(MOST, images); group++) {
            if (images % group == 0 && (best == 1 || factor(group) < factor(best))) {
                best = group;
            }
        }
        return new ImageLayout(images, best);
    }

    private static double factor(long group) {
        return Math.max(group / BEST, BEST / group);
    }

    boolean grouped() {
        return group > 1;
    }

    /** Whether images of {@code shape} are the same bytes in channels-first order, image after image. */
    boolean isChannelsFirst(Shape shape) {
        return shape.height() * shape.width() == 1 || (shape.channels() == 1 && !grouped());
    }

    /** Whether images of {@code shape} are the same bytes in channels-last order, image after image. */
    boolean isChannelsLast(Shape shape) {
        return shape.height() * shape.width() == 1 || !grouped();
    }

    /** The dimensions in which a window, and a copy to another layout, sees the images. */
    long[] dims(Shape shape) {
        return grouped()
                ? new long[] {images / group, shape.channels(), shape.height(), shape.width(), group}
                : new long[] {images, shape.channels(), shape.height(), shape.width()};
    }

    /** The layout in these dimensions. */
    memory.desc desc(Natives natives, memory.data_type type, Shape shape) {
        return natives.desc(type, grouped() ? memory.format_tag.acdeb : memory.format_tag.acdb, dims(shape));
    }

    /** The layout as what works on single values, or on channels, sees it: images whose columns are all those of a group's. */
    memory.desc values(Natives natives, memory.data_type type, Shape shape) {
        return natives.desc(
                type, memory.format_tag.acdb, images / group, shape.channels(), shape.height(), shape.width() * group);
    }

    /** Images one after another, channels first, in {@link #dims}. */
    memory.desc channelsFirst(Natives natives, memory.data_type type, Shape shape) {
        return grouped()
                ? natives.strided(type, dims(shape), new long[] {
                    group * shape.size(), shape.height() * shape.width(), shape.width(), 1, shape.size()
                })
                : natives.desc(type, memory.format_tag.abcd, dims(shape));
    }

    /** Images one after another, channels last, in {@link #dims}. */
    memory.desc channelsLast(Natives natives, memory.data_type type, Shape shape) {
        return grouped()
                ? natives.strided(type, dims(shape), new long[] {
                    group * shape.size(), 1, shape.width() * shape.channels(), shape.channels(), shape.size()
                })
                : natives.desc(type, memory.format_tag.acdb, dims(shape));
    }
}
