package ganflux.ingest.source;

import ganflux.ingest.upload.UploadLimits;
import ganflux.stream.service.HttpListener;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Images that are sent by HTTP, see {@link UploadRoutes}. Nothing of them is durable here: what was answered with success is
 * on the topic, the rest is the sender's to send again. As no image comes back by its number, each start is a stream of its
 * own; that also lets any number of them run side by side.
 */
final class HttpImages extends ArrivingSource {
    private static final Logger log = LoggerFactory.getLogger(HttpImages.class);

    private final UploadOptions options;
    private final BearerToken token;
    private final LabelNames labels;
    private final UploadQueue queue = new UploadQueue();
    private final UploadRoutes routes;
    private @Nullable HttpListener listener; // guarded by this

    private HttpImages(SourceOptions all, LabelNames labels, BearerToken token, UploadBudget budget) {
        super(all.idOfStart("http"), all.shapeOrDefault());
        options = all.arrivals().uploads();
        this.labels = labels;
        this.token = token;
        UploadLimits limits = new UploadLimits(options.requestMib() << 20, options.requestImages());
        routes = new UploadRoutes(token, limits, budget, new UploadDecoder(shape(), limits, labels, skipped()), queue);
    }

    /**
     * Checks the options.
     *
     * @throws ganflux.stream.command.UserError where the token or the state cannot be used
     */
    static HttpImages open(SourceOptions options) {
        BearerToken token = BearerToken.read(options.arrivals().uploads().tokenFile());
        UploadBudget budget = new UploadBudget(options.arrivals().uploads().bufferBytes());
        return new HttpImages(options, LabelNames.open(options.arrivals().state()), token, budget);
    }

    @Override
    public synchronized List<ImageSource> start(Map<String, String> client) {
        HttpListener started = HttpListener.start(
                options.host(), options.port(), "--listen " + options.listen(), "--listen", routes::addTo);
        listener = started;
        if (!token.isRequired() && !started.isLoopback()) {
            log.warn("Anyone who reaches {} may send images; --token-file asks for a token", options.listen());
        }
        return List.of(this);
    }

    @Override
    public synchronized String describe() {
        HttpListener started = listener;
        return started == null ? id() : "http://" + options.hostInUrl() + ":" + started.port() + UploadRoutes.PATH;
    }

    @Override
    public boolean isNew() {
        return true;
    }

    @Override
    void seek(long firstIndex) {
        queue.seek(firstIndex);
    }

    @Override
    List<Image> await(int most) throws IOException, InterruptedException {
        return queue.take(most);
    }

    @Override
    public void stored(long last) {
        queue.stored(last);
    }

    @Override
    public UploadStats uploads() {
        return routes.stats();
    }

    @Override
    public void stop() {
        queue.stop();
    }

    @Override
    public synchronized void close() {
        queue.stop();
        queue.close();
        HttpListener started = listener;
        if (started != null) {
            started.close();
            listener = null;
        }
        routes.close();
        labels.close();
    }
}
