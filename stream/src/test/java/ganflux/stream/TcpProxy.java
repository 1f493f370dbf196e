package ganflux.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A bad line between clients and a server on this machine: it can be cut, delayed and throttled. Two threads for each
 * connection, one in each direction.
 */
final class TcpProxy implements AutoCloseable {
    private static final int PIECE = 4096;

    private final ServerSocket listener;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final AtomicLong carried = new AtomicLong();
    private volatile int serverPort;
    private volatile boolean cut;
    private volatile long delayNanos;
    private volatile long bytesPerSecond = Long.MAX_VALUE;

    /** Listens on a free port; {@link #to} says where to. */
    TcpProxy() throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept, "proxy-accept");
    }

    private static void start(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return listener.getLocalPort();
    }

    /** The server's port, before the first client comes. */
    void to(int port) {
        serverPort = port;
    }

    /** Ends all connections, and every new one at once, until {@link #mend}. */
    void cut() {
        cut = true;
        open.forEach(TcpProxy::end);
    }

    /** Takes connections again. */
    void mend() {
        cut = false;
    }

    /** Holds every piece of up to {@value #PIECE} bytes back for so long, and each connection to so many bytes a second. */
    void slow(long delayMs, long bytesPerSecond) {
        delayNanos = delayMs * 1_000_000;
        this.bytesPerSecond = bytesPerSecond;
    }

    /** Bytes carried in both directions. */
    long carriedBytes() {
        return carried.get();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                connect(listener.accept());
            } catch (IOException e) {
                // Closed, or the client has gone: the next one.
            }
        }
    }

    private void connect(Socket client) throws IOException {
        if (cut) {
            end(client);
            return;
        }
        Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
        open.add(client);
        open.add(server);
        if (cut) { // meanwhile
            end(client);
            end(server);
        }
        start(() -> carry(client, server), "proxy-up");
        start(() -> carry(server, client), "proxy-down");
    }

    private void carry(Socket from, Socket to) {
        byte[] piece = new byte[PIECE];
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                long nanos = delayNanos + (long) (read * 1e9 / bytesPerSecond);
                if (nanos > 1000) {
                    LockSupport.parkNanos(nanos);
                }
                out.write(piece, 0, read);
                carried.addAndGet(read);
            }
        } catch (IOException e) {
            // Cut, or one of the two has closed: so does the other.
        } finally {
            end(from);
            end(to);
            open.remove(from);
            open.remove(to);
        }
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed for whoever is behind it all the same.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cut();
    }
}
