package ganflux.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ganflux.stream.service.ServiceMeters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ingest's pacing lives on: a trainer tells where it stands, also one that has nothing to train. */
class MirroredProgressIT {
    @TempDir
    private Path directory;

    @Test
    void aTrainerTellsAtItsStartWhereItGoesOn() throws Exception {
        try (TrainerRig rig = new TrainerRig(directory.resolve("kafka"))) {
            String topic = rig.newTopic(TrainerRig.records(0, 4, 4));
            Path run = directory.resolve("run");
            rig.train(rig.config(topic, run, 2));
            TrainerConfig waiting = rig.config(topic, run, 3);
            try (Admin admin = Admin.create(Map.copyOf(rig.client()))) {
                // As if the first had been killed between its checkpoint and the copy.
                forget(admin, waiting.progressGroup());
                assertThat(committed(admin, waiting)).isEqualTo(-1);
                try (ServiceMeters meters = new ServiceMeters();
                        TrainerService trainer = new TrainerService(waiting, meters, rig.reports::add)) {
                    trainer.start();
                    await().atMost(Duration.ofSeconds(60)).until(() -> committed(admin, waiting) == 2);
                }
            }
        }
    }

    /** Where the first trainer was at its end before the broker could take its copy, there is nothing to forget. */
    private static void forget(Admin admin, String group) throws Exception {
        try {
            admin.deleteConsumerGroups(List.of(group)).all().get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            assertThat(e).hasCauseInstanceOf(GroupIdNotFoundException.class);
        }
    }

    private static long committed(Admin admin, TrainerConfig config) throws Exception {
        OffsetAndMetadata found = admin.listConsumerGroupOffsets(config.progressGroup())
                .partitionsToOffsetAndMetadata()
                .get(60, TimeUnit.SECONDS)
                .get(new TopicPartition(config.topic(), 0));
        return found == null ? -1 : found.offset();
    }
}
