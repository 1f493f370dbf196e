package ganflux.trainer;

import ganflux.v1.ImageBatch;

/**
 * Which images a preset can do with by their labels: those of its classes, 0 to classes - 1; all, where it has none.
 *
 * @param classes 0 where labels do not matter
 */
record UsableLabels(int classes) {
    /** Any label, and none at all. */
    static final UsableLabels ANY = new UsableLabels(0);

    /** Whether an image of a batch is usable. */
    boolean contains(ImageBatch batch, int image) {
        if (classes == 0) {
            return true;
        }
        int label = batch.getLabelsCount() == 0 ? -1 : batch.getLabels(image);
        return label >= 0 && label < classes;
    }

    /** How many images of a batch are usable, from image {@code from} on. */
    int count(ImageBatch batch, int from) {
        if (classes == 0) {
            return batch.getCount() - from;
        }
        int usable = 0;
        for (int i = from; i < batch.getCount(); i++) {
            usable += contains(batch, i) ? 1 : 0;
        }
        return usable;
    }

    /** Why no image of {@code batch} is usable. */
    String refusal(ImageBatch batch) {
        String labels = batch.getLabelsList().stream().allMatch(label -> label < 0)
                ? "none of its images has a label"
                : "none of its labels (" + batch.getLabels(0) + (batch.getCount() == 1 ? "" : ", ...") + ") is a class";
        return labels + ", but each must have one of 0 to " + (classes - 1);
    }
}
