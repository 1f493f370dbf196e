package ganflux.ingest;

import ganflux.ingest.source.ImageSource;
import java.util.List;
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
            return new Feed(stream, plan(stream, tail), tail.partitions());
        }
    }

    /**
     * Where records were deleted and none of the stream's is left, it may have sent some: then its images come again, and
     * batches made of what arrives have other images in them than those of the same number had. Numbers run with the count of
     * all records ever, but for holes that could not be filled; those behind twice that count are free.
     */
    private static ResumePlan plan(ImageSource stream, TopicTail tail) {
        ResumePlan plan = stream.isNew() ? ResumePlan.FROM_THE_START : tail.plan();
        return plan.nextSequence() == 0 && stream.arrives() && !stream.isNew() && tail.wasTrimmed()
                ? new ResumePlan(List.of(), 2 * tail.recordsEver(), 0)
                : plan;
    }
}
