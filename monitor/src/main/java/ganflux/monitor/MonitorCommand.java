package ganflux.monitor;

import ganflux.stream.command.CommonOptions;
import ganflux.stream.command.HttpOptions;
import ganflux.stream.command.KafkaOptions;
import ganflux.stream.command.ResolvedConfiguration;
import ganflux.stream.command.StopOptions;
import ganflux.stream.service.ServiceMeters;
import ganflux.stream.service.StopSignal;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code monitor}: serves the live page and the metrics of training until it is asked to stop. */
@Command(
        name = "monitor",
        description =
                "Show training as it happens: a live page at /, Prometheus metrics at /metrics, health at /healthz.")
public final class MonitorCommand implements Callable<Integer> {
    @Mixin
    KafkaOptions kafka = new KafkaOptions();

    @Mixin
    HttpOptions http = new HttpOptions();

    @Mixin
    private final StopOptions stop = new StopOptions();

    @Mixin
    final AlarmOptions alarms = new AlarmOptions();

    @Mixin
    CommonOptions common = new CommonOptions();

    @Option(names = "--run", paramLabel = "NAME", description = "Follow only this run (default: every run).")
    private @Nullable String run;

    @Option(
            names = "--history",
            paramLabel = "DIR",
            description = "Keep the grids of fixed noise of every run here, at most 32 MB each (default: in memory).")
    private @Nullable Path history;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        CommandSpec command = java.util.Objects.requireNonNull(spec, "picocli sets the spec");
        PrintWriter out = command.commandLine().getOut();
        MonitorConfig config = new MonitorConfig(
                kafka.clientProperties(),
                http.host,
                http.port,
                Optional.ofNullable(run),
                alarms.webhookUri(),
                Optional.ofNullable(history));
        out.println("monitor: " + ResolvedConfiguration.line(ResolvedConfiguration.of(command)));
        out.flush();
        StopSignal.install(stop.checked());
        try (ServiceMeters meters = new ServiceMeters();
                MonitorService service = new MonitorService(config, meters)) {
            service.start();
            out.println("The live page is at " + service.address());
            out.flush();
            StopSignal.await();
        }
        return 0;
    }
}
