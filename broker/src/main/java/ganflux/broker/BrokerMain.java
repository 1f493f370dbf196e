package ganflux.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/**
 * The child JVM of {@link BrokerProcess}: {@code BrokerMain DIRECTORY PORT}. It says {@code READY host:port} or
 * {@code FAILED reason} on standard output, then lives until its standard input ends, which happens when the parent
 * closes it or dies.
 */
public final class BrokerMain {
    static final String READY = "READY ";
    static final String FAILED = "FAILED ";
    private static final long STOP_LIMIT_MS = 10_000;

    private BrokerMain() {}

    /** Runs until standard input ends; exit code 0, or 1 where the broker does not start. */
    public static void main(String[] args) throws IOException {
        ignoreSignals();
        int exit = 0;
        try (KafkaBroker broker = KafkaBroker.start(Path.of(args[0]), Integer.parseInt(args[1]))) {
            System.out.println(READY + broker.bootstrap());
            System.in.transferTo(OutputStream.nullOutputStream());
            haltUnlessStopped();
        } catch (BrokerException e) {
            System.out.println(FAILED + e.getMessage());
            exit = 1;
        }
        System.exit(exit);
    }

    /**
     * A terminal sends Ctrl-C to parent and child alike. The parent decides: it may still need the broker to finish its
     * work. By reflection, because {@code javac} warns of the signal API and a warning fails the build.
     */
    private static void ignoreSignals() {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object ignore = handler.getField("SIG_IGN").get(null);
            for (String name : new String[] {"INT", "TERM", "HUP"}) {
                signal.getMethod("handle", signal, handler)
                        .invoke(null, signal.getConstructor(String.class).newInstance(name), ignore);
            }
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            System.err.println("signals keep their default effect: " + e);
        }
    }

    private static void haltUnlessStopped() {
        Thread guard = new Thread(
                () -> {
                    try {
                        Thread.sleep(STOP_LIMIT_MS);
                        Runtime.getRuntime().halt(2);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "halt-guard");
        guard.setDaemon(true);
        guard.start();
    }
}
