package ganflux.ingest.source;

import ganflux.stream.command.UserError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import reactor.core.publisher.Flux;

/**
 * A source whose images arrive over time. One thread at a time reads it, the one that asks for a group; that thread waits
 * in {@link #await} until something is there, and {@link #stop} or an interrupt wakes it.
 */
abstract class ArrivingSource implements ImageSource {
    private final SkippedImages skipped = new SkippedImages();
    private final ImageShape shape;
    private final String id;

    ArrivingSource(String id, ImageShape shape) {
        this.id = id;
        this.shape = shape;
    }

    /** Makes number {@code firstIndex} the next one. */
    abstract void seek(long firstIndex) throws IOException;

    /**
     * Waits for images and takes at most {@code most} of them.
     *
     * @return none where the source has ended or was stopped
     */
    abstract List<Image> await(int most) throws IOException, InterruptedException;

    @Override
    public Flux<List<Image>> groups(long firstIndex, int most) {
        return Flux.generate(
                () -> {
                    try {
                        seek(firstIndex);
                        return this;
                    } catch (IOException e) {
                        throw unreadable(e);
                    }
                },
                (self, sink) -> {
                    try {
                        List<Image> group = self.await(most);
                        if (group.isEmpty()) {
                            sink.complete();
                        } else {
                            sink.next(group);
                        }
                    } catch (InterruptedException e) { // Whoever asked is gone.
                        Thread.currentThread().interrupt();
                        sink.complete();
                    } catch (IOException e) {
                        sink.error(unreadable(e));
                    }
                    return self;
                });
    }

    private UserError unreadable(IOException e) {
        return new UserError(id + " cannot be read on: " + e.getMessage(), e);
    }

    /** What {@link #again} reads. */
    interface Reading {
        void into(List<Image> images) throws IOException;
    }

    /** All that {@code reading} gives, read when it is subscribed to. */
    Flux<Image> collected(Reading reading) {
        return Flux.defer(() -> {
            List<Image> images = new ArrayList<>();
            try {
                reading.into(images);
            } catch (IOException e) {
                return Flux.error(unreadable(e));
            }
            return Flux.fromIterable(images);
        });
    }

    @Override
    public Flux<Image> images(long firstIndex) {
        return groups(firstIndex, 1).concatMapIterable(group -> group, 1);
    }

    @Override
    public boolean arrives() {
        return true;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public ImageShape shape() {
        return shape;
    }

    @Override
    public OptionalLong passSize() {
        return OptionalLong.empty();
    }

    @Override
    public SkippedImages skipped() {
        return skipped;
    }
}
