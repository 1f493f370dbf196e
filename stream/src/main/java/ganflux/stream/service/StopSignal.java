package ganflux.stream.service;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Turns SIGINT and SIGTERM into a request to stop, so that a service ends by returning from its command with its own
 * exit code. A further signal ends the process at once
 * with exit code 130, unless it comes within half a second: some senders signal a process and its group too. A service that
 * does not end within its time is ended.
 *
 * <p>The JVM's signal API is reached by reflection: {@code javac} warns of it without a way to be silenced, and here a
 * warning fails the build. Where it is absent the JVM's own way remains.
 */
public final class StopSignal {
    private static final CountDownLatch requested = new CountDownLatch(1);
    private static final long ONE_REQUEST_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static volatile int patienceSeconds;
    private static long requestedAtNanos; // of the JVM's signal threads, under the class's lock

    private StopSignal() {}

    /**
     * Takes over both signals; call it once, from a command's start.
     *
     * @param timeoutSeconds how long the command may take to return after a signal; then the process ends with exit code 1
     */
    public static void install(int timeoutSeconds) {
        patienceSeconds = timeoutSeconds;
        for (String name : new String[] {"INT", "TERM"}) {
            try {
                Class<?> signal = Class.forName("sun.misc.Signal");
                Class<?> handler = Class.forName("sun.misc.SignalHandler");
                InvocationHandler onSignal = (proxy, method, args) -> switch (method.getName()) {
                    case "equals" -> args != null && proxy == args[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "toString" -> "StopSignal";
                    default -> received();
                };
                Object instance =
                        Proxy.newProxyInstance(StopSignal.class.getClassLoader(), new Class<?>[] {handler}, onSignal);
                signal.getMethod("handle", signal, handler)
                        .invoke(null, signal.getConstructor(String.class).newInstance(name), instance);
            } catch (ReflectiveOperationException | IllegalArgumentException e) {
                return;
            }
        }
    }

    /** Returns null, as the proxied {@code void} method must. */
    private static synchronized @Nullable Object received() {
        long now = System.nanoTime();
        if (!isRequested()) {
            requestedAtNanos = now;
            requested.countDown();
            Thread limit = new Thread(StopSignal::endWhereItTakesTooLong, "stop-limit");
            limit.setDaemon(true);
            limit.start();
        } else if (now - requestedAtNanos > ONE_REQUEST_NANOS) {
            Runtime.getRuntime().halt(130);
        }
        return null;
    }

    private static void endWhereItTakesTooLong() {
        try {
            TimeUnit.SECONDS.sleep(patienceSeconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        System.err.println("ganflux: not stopped within --shutdown-timeout " + patienceSeconds + " s; ending as it is");
        Runtime.getRuntime().halt(1);
    }

    /** Whether a stop was requested. */
    public static boolean isRequested() {
        return requested.getCount() == 0;
    }

    /** Waits until a stop is requested. */
    public static void await() throws InterruptedException {
        requested.await();
    }

    /** Waits until a stop is requested, but no longer than {@code millis}; true where it was. */
    public static boolean await(long millis) throws InterruptedException {
        return requested.await(millis, TimeUnit.MILLISECONDS);
    }
}
