package ganflux.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import ganflux.broker.testing.Printed;
import ganflux.stream.DeadLetter;
import ganflux.stream.ImageBatchCodec;
import ganflux.stream.command.CommandRunner;
import ganflux.v1.CheckpointManifest;
import ganflux.v1.ImageBatch;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class DeadLettersCommandIT extends OnTrainerRig {
    @Test
    void listsShowsAndReplays() throws Exception {
        ImageBatch batch = TrainerRig.batch(90, 4, TrainerRig.SHAPE);
        List<byte[]> values = new ArrayList<>(TrainerRig.records(0, 4));
        values.add(batch.toBuilder().setCrc32C(~batch.getCrc32C()).build().toByteArray());
        values.add(new byte[] {-1});
        values.add(ImageBatchCodec.encode(batch));
        String topic = rig.newTopic(values);
        rig.train(rig.config(topic, directory, 2));

        Printed list = run(topic, "list");
        assertThat(list.code()).isZero();
        assertThat(list.out().lines()).hasSize(3).satisfies(lines -> {
            assertThat(lines.get(0))
                    .startsWith("     0  ")
                    .contains("CHECKSUM", topic + "-0 offset 1", values.get(1).length + " bytes", "crc32c is ");
            assertThat(lines.get(1)).startsWith("     1  ").contains("UNREADABLE", "1 bytes");
            assertThat(lines.get(2)).isEqualTo("2 dead letters");
        });

        Path picture = directory.resolve("0.png");
        assertThat(run(topic, "show", "0", "--out", picture.toString()).code()).isZero();
        BufferedImage drawn = ImageIO.read(picture.toFile());
        assertThat(drawn.getWidth()).isEqualTo(4); // four images of 2x2
        assertThat(drawn.getRaster().getSample(1, 0, 0))
                .isEqualTo(batch.getPixels().byteAt(1) & 0xFF);
        assertThat(run(topic, "show", "1", "--out", picture.toString()).code()).isEqualTo(1);
        assertThat(run(topic, "show", "7", "--out", picture.toString()).code()).isEqualTo(1);

        assertThat(run(topic, "replay", "--all").out()).isEqualTo("2 sent to " + topic + " again\n");
        rig.produce(topic, TrainerRig.records(4, 4));
        rig.train(rig.config(topic, directory, 3));
        assertThat(DeadLettersReading.all(rig.client(), topic))
                .extracting(DeadLetter::sourceOffset)
                .containsExactly(1L, 2L, 4L, 5L);
    }

    @Test
    void aBatchThatComesLateIsTrainedOnceThoughLaterOnesOfItsSourceWere() throws Exception {
        String topic = rig.newTopic(TrainerRig.records(0, 4));
        ImageBatch late = TrainerRig.batch(4, 4, TrainerRig.SHAPE);
        rig.produce(topic, TrainerRig.records(8, 4));
        rig.train(rig.config(topic, directory, 2));
        rig.produce(topic, List.of(ImageBatchCodec.encode(late)));
        rig.produce(topic, List.of(ImageBatchCodec.encode(late)));
        rig.produce(topic, TrainerRig.records(12, 4));

        rig.train(rig.config(topic, directory, 4));

        CheckpointManifest manifest = TrainerRig.checkpoint(directory).manifest();
        assertThat(manifest.getImagesSeen()).isEqualTo(16);
        assertThat(rig.lastReport().getPipeline().getDuplicateRecords()).isEqualTo(1);
    }

    @Test
    void asksForWhatItNeeds() {
        String topic = rig.newTopic(List.of());
        assertThat(run(topic, "replay").code()).isEqualTo(2);
        assertThat(run(topic, "show", "1").code()).isEqualTo(2);
        assertThat(run("no-such-topic", "list").code()).isEqualTo(1);
    }

    private static Printed run(String topic, String... args) {
        String[] all = Stream.concat(
                        Arrays.stream(args),
                        Stream.of("--topic", topic, "--bootstrap", rig.client().get("bootstrap.servers")))
                .toArray(String[]::new);
        return Printed.by(() -> CommandRunner.run(new DeadLettersCommand(), Map.of(), all));
    }
}
