package ganflux.ingest;

import ganflux.v1.ImageBatch;

/**
 * A batch of this source that is on the topic.
 *
 * @param firstId id of its first image
 * @param lastId id of its last image
 */
record SentBatch(long sequence, long firstId, long lastId) {
    static SentBatch of(ImageBatch batch) {
        return new SentBatch(batch.getSequence(), batch.getIds(0), batch.getIds(batch.getIdsCount() - 1));
    }
}
