package ganflux.trainer;

import ganflux.trainer.checkpoint.Checkpoint;
import ganflux.trainer.checkpoint.CheckpointStore;
import ganflux.trainer.checkpoint.RunDirectory;
import ganflux.v1.CheckpointManifest;
import java.nio.file.Path;
import java.util.Optional;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** The one checkpoint that is kept for being good, beside the newest ones. Confined to the training thread. */
final class BestCheckpoint implements AutoCloseable {
    private final CheckpointStore store;
    private final CheckpointWriter writer;
    private final long epoch;

    /** In its place below {@code run}'s checkpoints. */
    BestCheckpoint(Path run) {
        store = new CheckpointStore(RunDirectory.best(run), 1);
        epoch = store.beginEpoch();
        writer = new CheckpointWriter(store, new CheckpointWriter.Kept(0, 0));
    }

    /** Begins to write it, in the place of the one before; false while that is still being written. */
    boolean keep(CheckpointManifest.Builder manifest, MultiLayerNetwork generator, MultiLayerNetwork discriminator) {
        if (writer.isBusy()) {
            return false;
        }
        writer.begin(manifest.setEpoch(epoch).build(), generator, discriminator);
        return true;
    }

    /** The newest whole one. */
    Optional<Checkpoint> latest() {
        writer.await();
        return store.latest();
    }

    @Override
    public void close() {
        writer.close();
    }
}
