package ganflux.cluster;

import com.google.protobuf.ByteString;
import ganflux.broker.KafkaBroker;
import ganflux.stream.ImageBatchCodec;
import ganflux.stream.KafkaSink;
import ganflux.stream.OnGap;
import ganflux.stream.Order;
import ganflux.stream.OutgoingRecord;
import ganflux.stream.Topics;
import ganflux.stream.service.ServiceMeters;
import ganflux.trainer.FaultPolicy;
import ganflux.trainer.ReactionPolicy;
import ganflux.trainer.TrainerConfig;
import ganflux.trainer.checkpoint.CheckpointStore;
import ganflux.trainer.checkpoint.RunDirectory;
import ganflux.trainer.engine.EngineKind;
import ganflux.trainer.engine.EngineOptions;
import ganflux.trainer.preset.PresetReader;
import ganflux.v1.CheckpointFile;
import ganflux.v1.CheckpointManifest;
import ganflux.v1.ImageBatch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Flux;

/** A real broker, and a tiny GAN with batch norm on images of 2x2 in minibatches of four. */
final class ClusterRig implements AutoCloseable {
    static final int PARTITIONS = 4;
    static final int BATCH = 7; // images in a record, of which minibatches and rounds end in the middle of some
    static final String PRESET = """
            description: two layers a side
            images: {channels: 1, height: 2, width: 2, range: signed}
            noise: {length: 3, distribution: normal}
            batch: 4
            loss: non-saturating
            step: {first: generator, fakes: shared, one-batch: false, discriminator-loss: sum}
            generator:
              ema-kimg: 0.05
              weights: {kind: glorot-uniform}
              optimiser: {kind: adam, rate: 0.01, beta1: 0.5, beta2: 0.999}
              layers: [{layer: dense, units: 6}, {layer: batch-norm, momentum: 0.9, epsilon: 0.00001}, {layer: dense, units: 4, activation: tanh}]
            discriminator:
              weights: {kind: glorot-uniform}
              optimiser: {kind: adam, rate: 0.01, beta1: 0.5, beta2: 0.999}
              layers: [{layer: dense, units: 6, activation: tanh}, {layer: dense, units: 1}]
            """;

    private final KafkaBroker broker;

    ClusterRig(Path kafka) {
        broker = KafkaBroker.start(kafka, 0);
    }

    String bootstrap() {
        return broker.bootstrap();
    }

    Map<String, String> client() {
        return Map.of("bootstrap.servers", bootstrap());
    }

    /** Deals out batches {@code first} to {@code last}, without it, in turn; a record without sense comes before batch 10. */
    void produce(String topic, int first, int last) {
        Topics.ensure(client(), Duration.ofSeconds(30), List.of(Topics.images(topic, PARTITIONS)));
        List<OutgoingRecord> records = new ArrayList<>();
        for (int i = first; i < last; i++) {
            if (i == 10) {
                records.add(new OutgoingRecord(topic, i % PARTITIONS, null, new byte[] {1, 2, 3}));
            }
            records.add(new OutgoingRecord(topic, i % PARTITIONS, null, ImageBatchCodec.encode(batch(i))));
        }
        try (KafkaSink sink = new KafkaSink(client(), 1 << 20)) {
            sink.send(Flux.fromIterable(records)).blockLast(Duration.ofSeconds(30));
        }
    }

    /** One record without sense, on the first partition of a topic that has nothing else. */
    void produceNonsense(String topic) {
        Topics.ensure(client(), Duration.ofSeconds(30), List.of(Topics.images(topic, PARTITIONS)));
        try (KafkaSink sink = new KafkaSink(client(), 1 << 20)) {
            sink.send(Flux.just(new OutgoingRecord(topic, 0, null, new byte[] {1, 2, 3})))
                    .blockLast(Duration.ofSeconds(30));
        }
    }

    private static ImageBatch batch(int sequence) {
        byte[] pixels = new byte[4 * BATCH];
        new Random(sequence).nextBytes(pixels);
        ByteString bytes = ByteString.copyFrom(pixels);
        ImageBatch.Builder batch = ImageBatch.newBuilder()
                .setVersion(1)
                .setSourceId("test")
                .setSequence(sequence)
                .setCount(BATCH)
                .setChannels(1)
                .setHeight(2)
                .setWidth(2)
                .setPixels(bytes)
                .setCrc32C(ImageBatchCodec.crc32c(bytes));
        for (int i = 0; i < BATCH; i++) {
            batch.addIds((long) sequence * BATCH + i);
        }
        return batch.build();
    }

    TrainerConfig trainer(String topic, Path directory, long steps) {
        return trainer(topic, directory, steps, 600);
    }

    TrainerConfig trainer(String topic, Path directory, long steps, int mostDead) {
        return new TrainerConfig(
                client(),
                topic,
                PresetReader.read("tiny", "tiny.yaml", PRESET),
                directory,
                "run",
                5,
                new EngineOptions(EngineKind.AUTO, 1),
                steps,
                1,
                2,
                Duration.ofMinutes(10),
                64L << 20,
                "group of " + topic,
                Order.STRICT,
                new FaultPolicy(3, OnGap.STOP, mostDead, Duration.ofMinutes(15)),
                ReactionPolicy.DEFAULT,
                Map.of());
    }

    ClusterConfig config(String topic, Path directory, long steps, String master, int workers) {
        return config(topic, directory, steps, master, workers, Map.of());
    }

    /** With executors of one core each, {@code further} properties for Spark, and little patience. */
    ClusterConfig config(
            String topic, Path directory, long steps, String master, int workers, Map<String, String> further) {
        Map<String, String> spark = new HashMap<>(Map.of(
                "spark.executor.memory", "512m",
                "spark.executor.cores", "1",
                "spark.executor.defaultJavaOptions", ClusterProcess.SHORT_LIVED,
                "spark.network.timeout", "10s",
                "spark.executor.heartbeatInterval", "2s"));
        spark.putAll(further);
        return new ClusterConfig(trainer(topic, directory, steps), new MasterUrl(master), workers, 16, spark);
    }

    /** Trains until it ends by itself; throws what it ended with. */
    static void train(ClusterConfig config) throws Exception {
        try (ServiceMeters meters = new ServiceMeters();
                ClusterService service = new ClusterService(config, meters, report -> {})) {
            service.start();
            await(service);
        }
    }

    static void await(ClusterService service) throws Exception {
        try {
            service.done().get(120, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    static CheckpointManifest manifest(Path directory) {
        return new CheckpointStore(RunDirectory.checkpoints(directory), 1)
                .latestManifest()
                .orElseThrow();
    }

    /** The hashes of both networks' files, which hold weights and optimiser state. */
    static List<String> weights(Path directory) {
        return manifest(directory).getFilesList().stream()
                .map(CheckpointFile::getSha256)
                .toList();
    }

    @Override
    public void close() {
        broker.close();
    }
}
