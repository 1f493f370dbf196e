package ganflux.trainer;

import com.google.protobuf.ByteString;
import ganflux.broker.KafkaBroker;
import ganflux.stream.ImageBatchCodec;
import ganflux.stream.KafkaSink;
import ganflux.stream.Order;
import ganflux.stream.OutgoingRecord;
import ganflux.stream.Topics;
import ganflux.stream.image.Floats;
import ganflux.stream.image.ImageShape;
import ganflux.stream.service.ServiceMeters;
import ganflux.trainer.checkpoint.Checkpoint;
import ganflux.trainer.checkpoint.CheckpointStore;
import ganflux.trainer.checkpoint.RunDirectory;
import ganflux.trainer.engine.EngineKind;
import ganflux.trainer.engine.EngineOptions;
import ganflux.trainer.preset.Condition;
import ganflux.trainer.preset.Game;
import ganflux.trainer.preset.GanLoss;
import ganflux.trainer.preset.Preset;
import ganflux.trainer.preset.Preset.About;
import ganflux.trainer.preset.Preset.Noise;
import ganflux.trainer.preset.Preset.PixelRange;
import ganflux.trainer.preset.Schedule;
import ganflux.trainer.preset.Schedule.Fakes;
import ganflux.v1.ImageBatch;
import ganflux.v1.StepReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import reactor.core.publisher.Flux;

/** A real broker, a tiny GAN on images of 2x2 in minibatches of four, and a trainer for it. */
final class TrainerRig implements AutoCloseable {
    static final ImageShape SHAPE = new ImageShape(1, 2, 2);
    static final int BATCH = 4;

    private static final AtomicInteger topics = new AtomicInteger();

    final List<StepReport> reports = new CopyOnWriteArrayList<>();
    private final KafkaBroker broker;

    TrainerRig(Path kafka) {
        broker = KafkaBroker.start(kafka, 0);
    }

    Map<String, String> client() {
        return Map.of("bootstrap.servers", broker.bootstrap());
    }

    /** Trains until the trainer ends by itself; throws what it ended with. */
    void train(TrainerConfig config) throws Exception {
        try (ServiceMeters meters = new ServiceMeters();
                TrainerService trainer = new TrainerService(config, meters, reports::add)) {
            trainer.start();
            trainer.done().get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    StepReport lastReport() {
        return reports.get(reports.size() - 1);
    }

    static Checkpoint checkpoint(Path directory) {
        return new CheckpointStore(RunDirectory.checkpoints(directory), 1)
                .latest()
                .orElseThrow();
    }

    TrainerConfig config(String topic, Path directory, long steps) {
        return config(topic, directory, steps, 100, FaultPolicy.DEFAULT, preset(new Adam(1e-2)));
    }

    TrainerConfig config(
            String topic, Path directory, long steps, int checkpointEvery, FaultPolicy faults, Preset preset) {
        return new TrainerConfig(
                client(),
                topic,
                preset,
                directory,
                "run of " + topic,
                5,
                new EngineOptions(EngineKind.REFERENCE, 0),
                steps,
                checkpointEvery,
                2,
                Duration.ofMinutes(10),
                64L << 20,
                "group of " + topic,
                Order.ARRIVAL,
                faults,
                ReactionPolicy.DEFAULT,
                Map.of());
    }

    /** The same with another seed. */
    static TrainerConfig withSeed(TrainerConfig config, long seed) {
        return with(config, seed, config.engine(), config.order(), config.reactions());
    }

    /** The same with other reactions. */
    static TrainerConfig withReactions(TrainerConfig config, ReactionPolicy reactions) {
        return with(config, config.seed(), config.engine(), config.order(), reactions);
    }

    /** The same in strict order. */
    static TrainerConfig inStrictOrder(TrainerConfig config) {
        return with(config, config.seed(), config.engine(), Order.STRICT, config.reactions());
    }

    /** The same on another engine, with one thread. */
    static TrainerConfig onEngine(TrainerConfig config, EngineKind kind) {
        return with(config, config.seed(), new EngineOptions(kind, 1), config.order(), config.reactions());
    }

    private static TrainerConfig with(
            TrainerConfig config, long seed, EngineOptions engine, Order order, ReactionPolicy reactions) {
        return new TrainerConfig(
                config.client(),
                config.topic(),
                config.preset(),
                config.directory(),
                config.run(),
                seed,
                engine,
                config.steps(),
                config.checkpointEvery(),
                config.checkpointsKept(),
                config.sampleInterval(),
                config.budgetBytes(),
                config.progressGroup(),
                order,
                config.faults(),
                reactions,
                config.configuration());
    }

    /** A topic's name that no other test uses. */
    static String newName() {
        return "images-" + topics.incrementAndGet();
    }

    /** A topic of its own that holds these values in this order. */
    String newTopic(List<byte[]> values) {
        String topic = newName();
        produce(topic, values);
        return topic;
    }

    void produce(String topic, List<byte[]> values) {
        produce(topic, 1, values);
    }

    /** Deals values out to a topic's partitions in turn. */
    void produce(String topic, int partitions, List<byte[]> values) {
        Topics.ensure(client(), Duration.ofSeconds(30), List.of(Topics.images(topic, partitions)));
        try (KafkaSink sink = new KafkaSink(client(), 1 << 20)) {
            sink.send(Flux.fromIterable(values)
                            .index((i, value) -> new OutgoingRecord(topic, (int) (i % partitions), null, value)))
                    .blockLast(Duration.ofSeconds(30));
        }
    }

    /** Batches of these sizes, numbered by their first image, which is {@code first} for the first of them. */
    static List<byte[]> records(int first, int... sizes) {
        List<byte[]> records = new ArrayList<>();
        int next = first;
        for (int size : sizes) {
            records.add(ImageBatchCodec.encode(batch(next, size, SHAPE)));
            next += size;
        }
        return records;
    }

    static ImageBatch batch(int first, int count, ImageShape shape) {
        ByteString.Output pixels = ByteString.newOutput();
        ImageBatch.Builder batch = ImageBatch.newBuilder()
                .setVersion(1)
                .setSourceId("test")
                .setSequence(first)
                .setCount(count)
                .setChannels(shape.channels())
                .setHeight(shape.height())
                .setWidth(shape.width())
                .setFormat(shape.format());
        for (int i = first; i < first + count; i++) {
            byte[] image = image(i, shape);
            pixels.write(image, 0, image.length);
            batch.addIds(i);
        }
        ByteString all = pixels.toByteString();
        return batch.setPixels(all).setCrc32C(ImageBatchCodec.crc32c(all)).build();
    }

    private static byte[] image(int index, ImageShape shape) {
        Random random = new Random(index);
        if (shape.isPoint()) {
            float[] values = new float[shape.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextFloat();
            }
            return Floats.toBytes(values);
        }
        byte[] image = new byte[shape.size()];
        random.nextBytes(image);
        return image;
    }

    /** Two dense layers a side, the discriminator with an optimiser of the caller's. */
    static Preset preset(IUpdater discriminator) {
        return preset(discriminator, new Schedule(false, 1, Fakes.SHARED, false, false));
    }

    /** The same with another schedule. */
    static Preset preset(IUpdater discriminator, Schedule schedule) {
        return new Preset(
                new About("tiny", "two dense layers a side", "", ""),
                SHAPE,
                PixelRange.SIGNED,
                3,
                Noise.NORMAL,
                BATCH,
                Condition.NONE,
                new Game(GanLoss.NON_SATURATING),
                schedule,
                seed -> network(seed, new Adam(1e-2), 3, SHAPE.size(), Activation.TANH),
                seed -> network(seed, discriminator, SHAPE.size(), 1, Activation.IDENTITY));
    }

    private static MultiLayerConfiguration network(long seed, IUpdater updater, int in, int out, Activation last) {
        return new NeuralNetConfiguration.Builder()
                .seed(seed)
                .updater(updater)
                .list()
                .layer(new DenseLayer.Builder()
                        .nIn(in)
                        .nOut(5)
                        .activation(Activation.LEAKYRELU)
                        .dropOut(.5)
                        .build())
                .layer(new DenseLayer.Builder()
                        .nIn(5)
                        .nOut(out)
                        .activation(last)
                        .build())
                .build();
    }

    @Override
    public void close() {
        broker.close();
    }
}
