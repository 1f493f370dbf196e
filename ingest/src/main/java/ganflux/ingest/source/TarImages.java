package ganflux.ingest.source;

import ganflux.ingest.upload.Part;
import ganflux.ingest.upload.TarReader;
import ganflux.stream.command.UserError;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * The images of a tar stream, numbered as they come; the folder that holds one is its class. The stream passes once, so
 * each start is a stream of its own, unless the user names it: then the same archive, piped again, goes on behind what the
 * topic has.
 */
final class TarImages extends ArrivingSource {
    private static final int BUFFER = 1 << 16;

    private final InputStream in;
    private final TarReader tar;
    private final PixelReader reader;
    private final LabelNames labels;
    private final boolean named;
    private long next; // number of the next image in the stream
    private volatile boolean stopped;

    private TarImages(InputStream in, String id, boolean named, ImageShape shape, LabelNames labels) {
        super(id, shape);
        this.in = new BufferedInputStream(in, BUFFER);
        this.named = named;
        this.labels = labels;
        tar = new TarReader(this.in);
        reader = new PixelReader(shape);
    }

    /** Reads {@code in}, which stays the caller's. */
    static TarImages open(InputStream in, SourceOptions options) {
        String id = options.sourceId().orElseGet(() -> options.idOfStart("stdin"));
        LabelNames labels = LabelNames.open(options.arrivals().state());
        return new TarImages(in, id, options.sourceId().isPresent(), options.shapeOrDefault(), labels);
    }

    @Override
    public String describe() {
        return "standard input as " + id();
    }

    @Override
    public boolean isNew() {
        return !named;
    }

    @Override
    void seek(long firstIndex) throws IOException {
        while (next < firstIndex && nextImage() != null) {
            next++;
        }
    }

    @Override
    List<Image> await(int most) throws IOException {
        List<Image> group = new ArrayList<>();
        while (!stopped && group.size() < most && (group.isEmpty() || in.available() > 0)) {
            if (!readNext(group)) {
                break;
            }
        }
        if (group.isEmpty() && next == 0 && !stopped) {
            throw new UserError("the tar archive on standard input holds no PNG, JPEG, BMP or GIF file");
        }
        return group;
    }

    /** Holes lie before what is read next, and in order, so that the stream need not go back. */
    @Override
    public Flux<Image> again(long first, long last) {
        return collected(images -> {
            seek(first);
            boolean more = true;
            while (more && next <= last) {
                more = readNext(images);
            }
        });
    }

    /** Adds the next image to {@code group}, or counts it as skipped; false at the end. */
    private boolean readNext(List<Image> group) throws IOException {
        TarReader.Entry entry = nextImage();
        if (entry == null) {
            return false;
        }
        long number = next++;
        String name = UploadDecoder.printable(entry.name());
        if (entry.size() > PixelReader.MAX_BYTES) {
            skipped().add(name, "file of more than the " + PixelReader.MAX_BYTES + " bytes allowed");
            return true;
        }
        byte[] file = tar.bytes(PixelReader.MAX_BYTES);
        try {
            group.add(new Image(number, labels.number(Part.folder(entry.name())), reader.read(file)));
        } catch (IOException e) {
            skipped().add(name, String.valueOf(e.getMessage()));
        }
        return true;
    }

    /** Goes to the next image, and learns its label also where the image is passed over: labels count as they come. */
    private TarReader.@Nullable Entry nextImage() throws IOException {
        TarReader.Entry entry = tar.next();
        while (entry != null && !(entry.isFile() && Part.looksLikeAnImage(entry.name()))) {
            entry = tar.next();
        }
        if (entry != null) {
            labels.learn(Set.of(Part.folder(entry.name())));
        }
        return entry;
    }

    @Override
    public void stop() {
        stopped = true;
    }

    @Override
    public void close() {
        stop();
        labels.close();
    }
}
