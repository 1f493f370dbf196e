package ganflux.ingest;

import ganflux.ingest.source.ImageSource;
import java.util.Map;

/**
 * One stream of images and where to go on with it.
 *
 * @param plan what is still to be sent of it
 * @param partitions of the topic
 */
record Feed(ImageSource stream, ResumePlan plan, int partitions) {
    /** Finds in {@code topic}, which exists, where {@code stream} goes on; blocks. */
    static Feed open(ImageSource stream, Map<String, String> client, String topic) {
        try (TopicTail tail = TopicTail.open(client, topic, stream.id())) {
            return new Feed(stream, stream.isNew() ? ResumePlan.FROM_THE_START : tail.plan(), tail.partitions());
        }
    }
}
