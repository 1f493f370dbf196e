package ganflux.trainer;

import ganflux.trainer.checkpoint.PositionMessages;
import ganflux.trainer.checkpoint.StreamPosition;
import ganflux.trainer.engine.fast.FastEngine;
import ganflux.v1.CheckpointManifest;

/**
 * What the manifests of one life of a run say.
 *
 * @param epoch the number of that life
 */
record RunManifest(TrainerConfig config, long epoch) {
    private static final int WIRE_VERSION = 1;

    /** All but the step, the images, the time and the topic's id. */
    CheckpointManifest.Builder of(StreamPosition position, String engine) {
        CheckpointManifest.Builder manifest = CheckpointManifest.newBuilder()
                .setVersion(WIRE_VERSION)
                .setRunId(config.run())
                .setPreset(config.preset().name())
                .setPresetYaml(config.preset().about().yaml())
                .setSeed(config.seed())
                .setTopic(config.topic())
                .setEpoch(epoch)
                .setEngine(engine)
                .setThreads(FastEngine.threads(config.engine()))
                .putAllConfiguration(config.configuration());
        PositionMessages.write(position, manifest);
        return manifest;
    }
}
