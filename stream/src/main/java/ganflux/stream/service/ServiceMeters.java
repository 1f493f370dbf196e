package ganflux.stream.service;

import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/**
 * The registry of one process, with meters for its JVM and, once bound, its Kafka clients. Thread-safe; close it after
 * the clients.
 */
public final class ServiceMeters implements AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Deque<Runnable> bound = new ArrayDeque<>();

    /** Binds the JVM's memory, garbage collection, threads, classes, processor and uptime. */
    public ServiceMeters() {
        new JvmMemoryMetrics().bindTo(registry);
        JvmGcMetrics gc = new JvmGcMetrics();
        gc.bindTo(registry);
        bound.push(gc::close);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
    }

    /** Where to register further meters, and what {@code /metrics} shows. */
    public PrometheusMeterRegistry registry() {
        return registry;
    }

    /** Adds a consumer's own metrics as {@code kafka_consumer_*}. */
    public void bind(Consumer<?, ?> consumer) {
        bind(new KafkaClientMetrics(consumer));
    }

    /** Adds a producer's own metrics as {@code kafka_producer_*}. */
    public void bind(Producer<?, ?> producer) {
        bind(new KafkaClientMetrics(producer));
    }

    private synchronized void bind(KafkaClientMetrics metrics) {
        metrics.bindTo(registry);
        bound.push(metrics::close);
    }

    @Override
    public synchronized void close() {
        while (!bound.isEmpty()) {
            bound.pop().run();
        }
        registry.close();
    }
}
