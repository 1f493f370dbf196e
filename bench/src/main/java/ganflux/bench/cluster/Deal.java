package ganflux.bench.cluster;

import ganflux.ingest.source.Image;

/** Which partition of a topic an image goes to. */
enum Deal {
    /** Each in turn, as ingest deals records. */
    EVENLY {
        @Override
        int partition(Image image, long index, int partitions) {
            return (int) (index % partitions);
        }
    },
    /** By its label: each partition has labels of its own, as where every producer sends what it has. */
    BY_LABEL {
        @Override
        int partition(Image image, long index, int partitions) {
            return Math.max(0, image.label()) % partitions;
        }
    };

    /** From 0; {@code index} counts the images. */
    abstract int partition(Image image, long index, int partitions);
}
