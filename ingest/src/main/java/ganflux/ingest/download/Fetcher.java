package ganflux.ingest.download;

import ganflux.stream.Sha256;
import ganflux.stream.command.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;

/**
 * Fetches files over HTTP. What has come lies in {@code NAME.part} until its sum is right; a transfer that was cut off goes on from
 * there, also in a later process, where the server knows ranges. No more bytes are taken than the file has. One thread.
 */
final class Fetcher {
    private static final Logger log = LoggerFactory.getLogger(Fetcher.class);
    private static final Duration TO_ANSWER = Duration.ofSeconds(60);
    private static final int ATTEMPTS = 4;
    private static final int BLOCK = 1 << 16;

    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(TO_ANSWER)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    private final Duration pause;
    private final Duration silence;

    /**
     * A transfer that breaks off is tried again after {@code pause}, until four in a row have brought nothing.
     *
     * @param silence for how long a server may send nothing within a transfer; then it is broken off
     */
    Fetcher(Duration pause, Duration silence) {
        this.pause = pause;
        this.silence = silence;
    }

    /**
     * Brings a file to {@code directory}, unless it is there.
     *
     * @param base where it is; ends in a slash
     * @return whether anything was fetched
     * @throws UserError where it cannot be had, is another, or cannot be written
     */
    boolean fetch(RemoteFile file, URI base, Path directory) throws InterruptedException {
        Path target = directory.resolve(file.name());
        Path part = directory.resolve(file.name() + ".part");
        URI address = base.resolve(file.name());
        try {
            Files.createDirectories(directory);
            if (Files.exists(target) && Sha256.of(target).equals(file.sha256())) {
                return false;
            }
        } catch (IOException e) {
            throw new UserError("--to " + directory + " cannot be used (" + e + "); give another directory", e);
        }
        int fruitless = 0;
        while (true) {
            long before = size(part);
            try {
                transfer(file, address, part);
                requireSum(file, address, part);
                Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
                return true;
            } catch (IOException e) {
                fruitless = size(part) > before ? 0 : fruitless + 1;
                if (fruitless == ATTEMPTS) {
                    throw new UserError(
                            address + " cannot be fetched to " + directory + " (" + e
                                    + "); the same command goes on from there, --mirror URL names another place",
                            e);
                }
                Thread.sleep(pause.toMillis());
            }
        }
    }

    private static long size(Path part) {
        return part.toFile().length(); // 0 where there is none
    }

    private void transfer(RemoteFile file, URI address, Path part) throws IOException, InterruptedException {
        long have = size(part);
        if (have == file.bytes()) {
            return;
        }
        if (have > file.bytes()) {
            Files.delete(part);
            have = 0;
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(TO_ANSWER);
        if (have > 0) {
            request.header("Range", "bytes=" + have + "-");
        }
        HttpResponse<InputStream> response = client.send(request.build(), BodyHandlers.ofInputStream());
        try (InputStream in = response.body()) {
            int status = response.statusCode();
            boolean goesOn = status == 206 && startsAt(have, response);
            if (status == 416 || (status == 206 && !goesOn)) {
                Files.delete(part);
                throw new IOException("the server does not go on from byte " + have);
            }
            if (status != 200 && !goesOn) {
                refuse(address, status);
            }
            StandardOpenOption how = goesOn ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
            try (OutputStream out = Files.newOutputStream(part, StandardOpenOption.CREATE, how)) {
                copy(in, out, goesOn ? have : 0, file, address);
            }
        }
    }

    private static boolean startsAt(long first, HttpResponse<?> response) {
        return response.headers()
                .firstValue("Content-Range")
                .filter(range -> range.startsWith("bytes " + first + "-"))
                .isPresent();
    }

    /** What the server may mend is tried again; the rest is not. */
    private static void refuse(URI address, int status) throws IOException {
        if (status >= 500 || status == 429) {
            throw new IOException("the server answers " + status);
        }
        throw new UserError(
                address + " cannot be fetched: the server answers " + status + "; --mirror URL names another place");
    }

    private void copy(InputStream in, OutputStream out, long have, RemoteFile file, URI address) throws IOException {
        byte[] block = new byte[BLOCK];
        long sum = have;
        for (int n = read(in, block); n >= 0; n = read(in, block)) {
            sum += n;
            if (sum > file.bytes()) {
                throw new UserError(address + " is longer than the " + file.bytes()
                        + " bytes that it must have: it is another file; give another --mirror");
            }
            out.write(block, 0, n);
        }
        if (sum < file.bytes()) {
            throw new IOException("the transfer ended after " + sum + " of " + file.bytes() + " bytes");
        }
    }

    /** As {@link InputStream#read(byte[])}, but not for ever: this client bounds the wait for an answer, not for its bytes. */
    private int read(InputStream in, byte[] block) throws IOException {
        AtomicBoolean silent = new AtomicBoolean();
        Disposable guard = Schedulers.parallel()
                .schedule(
                        () -> {
                            silent.set(true);
                            close(in); // which ends the read
                        },
                        silence.toMillis(),
                        TimeUnit.MILLISECONDS);
        try {
            return in.read(block);
        } catch (IOException e) {
            throw silent.get() ? new IOException("no byte came for " + silence.toSeconds() + " s", e) : e;
        } finally {
            guard.dispose();
        }
    }

    private static void close(InputStream in) {
        try {
            in.close();
        } catch (IOException e) {
            log.debug("Closing a silent transfer", e);
        }
    }

    private static void requireSum(RemoteFile file, URI address, Path part) throws IOException {
        String sum = Sha256.of(part);
        if (!sum.equals(file.sha256())) {
            Files.delete(part);
            throw new UserError(address + " has SHA-256 " + sum + " but must have " + file.sha256()
                    + ": it is damaged or another; try again or give another --mirror");
        }
    }
}
