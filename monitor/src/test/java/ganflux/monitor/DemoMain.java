package ganflux.monitor;

import ganflux.broker.KafkaBroker;
import ganflux.stream.service.ServiceMeters;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Flux;

/**
 * For work on the page: a broker, a monitor on the port given (8080) and a simulated run that goes on until the process is
 * ended.
 */
final class DemoMain {
    private static final long HISTORY = 4000;

    private DemoMain() {}

    public static void main(String[] args) throws Exception {
        int port = args.length == 0 ? 8080 : Integer.parseInt(args[0]);
        Path dir = Files.createTempDirectory("ganflux-demo");
        SimulatedRun run = new SimulatedRun("demo", System.currentTimeMillis() - HISTORY * 40);
        try (KafkaBroker broker = KafkaBroker.start(dir, 0);
                ServiceMeters meters = new ServiceMeters();
                MonitorService monitor = new MonitorService(
                        new MonitorConfig(
                                Map.of("bootstrap.servers", broker.bootstrap()),
                                "127.0.0.1",
                                port,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()),
                        meters);
                Producing trainer = new Producing(broker.bootstrap())) {
            monitor.start();
            trainer.judged(run, 1, HISTORY);
            System.out.println("The live page is at " + monitor.address());
            AtomicLong sent = new AtomicLong(HISTORY);
            Flux.interval(Duration.ofMillis(40))
                    .onBackpressureDrop()
                    .doOnNext(tick -> {
                        long due = sent.get();
                        while (run.finishedAtMs(due + 1) <= System.currentTimeMillis()) {
                            due++;
                        }
                        trainer.judged(run, sent.getAndSet(due) + 1, due);
                    })
                    .blockLast();
        }
    }
}
