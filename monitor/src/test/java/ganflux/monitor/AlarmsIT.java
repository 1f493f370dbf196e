package ganflux.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.InvalidProtocolBufferException;
import ganflux.broker.KafkaBroker;
import ganflux.stream.Topics;
import ganflux.stream.service.ServiceMeters;
import ganflux.v1.AlarmEvent;
import ganflux.v1.AlarmState;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** An alarm's way from a report to the metrics, to Kafka and to a webhook. */
class AlarmsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path dir;

    private final BlockingQueue<String> posted = new LinkedBlockingQueue<>();
    private KafkaBroker broker;
    private DisposableServer hook;
    private Producing trainer;

    @BeforeEach
    void start() {
        broker = KafkaBroker.start(dir, 0);
        Topics.ensure(Map.of("bootstrap.servers", broker.bootstrap()), PATIENCE, Topics.reporting());
        trainer = new Producing(broker.bootstrap());
        hook = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .route(routes -> routes.post(
                        "/alarms",
                        (request, response) -> request.receive()
                                .aggregate()
                                .asString()
                                .doOnNext(posted::add)
                                .then(Mono.from(response.status(204).send()))))
                .bindNow();
    }

    @AfterEach
    void stop() {
        hook.disposeNow();
        trainer.close();
        broker.close();
    }

    private MonitorService monitor(ServiceMeters meters, String path) {
        URI url = URI.create("http://127.0.0.1:" + hook.port() + path);
        return new MonitorService(
                new MonitorConfig(
                        Map.of("bootstrap.servers", broker.bootstrap()),
                        "127.0.0.1",
                        0,
                        Optional.empty(),
                        Optional.of(url),
                        Optional.empty()),
                meters);
    }

    @Test
    void aNaNIsAnnouncedOnceAndEverywhere() throws Exception {
        try (ServiceMeters meters = new ServiceMeters();
                MonitorService monitor = monitor(meters, "/alarms")) {
            monitor.start();
            SimulatedRun run = new SimulatedRun("a", System.currentTimeMillis());
            trainer.steps(run, 1, 50);
            trainer.report(run.report(51).toBuilder().setNonFinite(true).build());
            trainer.steps(run, 52, 200);

            await().atMost(PATIENCE).until(() -> posted.size() == 2);
            assertThat(posted.take())
                    .contains("\"alarm\":\"NonFinite\"", "\"state\":\"ALARM_STATE_RAISED\"")
                    .contains("Ganflux: NonFinite raised for run a at step 51: step 51 ended in a NaN or an infinity.");
            assertThat(posted.take()).contains("\"state\":\"ALARM_STATE_CLEARED\"");
            assertThat(value(meters.registry(), "ganflux.raised.alarms")).isEqualTo(1);
            assertThat(value(meters.registry(), "ganflux.alarm.active")).isZero();
            // A post counts when it is answered, which may be a little later than it is taken.
            await().atMost(PATIENCE)
                    .until(() -> value(meters.registry(), "ganflux.webhook.posts", "outcome", "sent") == 2);
        }
        assertThat(events())
                .extracting(AlarmEvent::getAlarm, AlarmEvent::getState, AlarmEvent::getStep)
                .containsExactly(
                        tuple("NonFinite", AlarmState.ALARM_STATE_RAISED, 51L),
                        tuple("NonFinite", AlarmState.ALARM_STATE_CLEARED, 151L));
    }

    @Test
    void whatHappenedBeforeTheStartIsKnownButNotAnnounced() {
        SimulatedRun run = new SimulatedRun("a", System.currentTimeMillis() - 60_000);
        trainer.steps(run, 1, 50);
        trainer.report(run.report(51).toBuilder().setNonFinite(true).build());
        trainer.flush();
        try (ServiceMeters meters = new ServiceMeters();
                MonitorService monitor = monitor(meters, "/alarms")) {
            monitor.start();
            await().atMost(PATIENCE).until(() -> value(meters.registry(), "ganflux.alarm.active") == 1);
            assertThat(value(meters.registry(), "ganflux.raised.alarms"))
                    .as("since the start")
                    .isZero();
        }
        assertThat(events()).extracting(AlarmEvent::getAlarm).doesNotContain("NonFinite");
        assertThat(posted).noneMatch(post -> post.contains("NonFinite"));
    }

    /** Sixteen others push a run out of the monitor's memory; when it comes back, nobody is to take it for broken for ever. */
    @Test
    void aRunThatWasForgottenWithItsAlarmIsAnnouncedWell() {
        try (ServiceMeters meters = new ServiceMeters();
                MonitorService monitor = monitor(meters, "/alarms")) {
            monitor.start();
            SimulatedRun run = new SimulatedRun("a", System.currentTimeMillis());
            trainer.report(run.report(1).toBuilder().setNonFinite(true).build());
            for (int other = 0; other < 16; other++) {
                trainer.report(new SimulatedRun("other " + other, System.currentTimeMillis()).report(1));
            }
            trainer.report(run.report(200));
            await().atMost(PATIENCE).until(() -> posted.size() == 2);
        }
        assertThat(events())
                .extracting(AlarmEvent::getRunId, AlarmEvent::getAlarm, AlarmEvent::getState, AlarmEvent::getStep)
                .containsExactly(
                        tuple("a", "NonFinite", AlarmState.ALARM_STATE_RAISED, 1L),
                        tuple("a", "NonFinite", AlarmState.ALARM_STATE_CLEARED, 200L));
    }

    /** While no monitor ran the NaN came, and the drift that one had found is not known to have ended. */
    @Test
    void whatHappenedWithoutAMonitorIsAnnouncedOnceTheRunGoesOn() {
        announced("a", "DataDrift", AlarmState.ALARM_STATE_RAISED);
        announced("a", "Oscillation", AlarmState.ALARM_STATE_RAISED);
        announced("other", "NonFinite", AlarmState.ALARM_STATE_RAISED);
        SimulatedRun run = new SimulatedRun("a", System.currentTimeMillis() - 60_000);
        trainer.steps(run, 1, 50);
        trainer.report(run.report(51).toBuilder().setNonFinite(true).build());
        trainer.flush();
        for (int start = 1; start <= 2; start++) {
            try (ServiceMeters meters = new ServiceMeters();
                    MonitorService monitor = monitor(meters, "/alarms")) {
                monitor.start();
                long now = System.currentTimeMillis() + 1000;
                trainer.report(
                        run.report(51 + start).toBuilder().setFinishedAtMs(now).build());
                trainer.flush();
                await().atMost(PATIENCE)
                        .until(() -> value(meters.registry(), "ganflux.alarm.active") == 1
                                && value(meters.registry(), "ganflux.alarm.active", "alarm", "DataDrift") == 1
                                && posted.size() == 2);
            }
        }
        assertThat(events().stream().skip(3))
                .as("by the first start, and not again by the second")
                .extracting(AlarmEvent::getRunId, AlarmEvent::getAlarm, AlarmEvent::getState, AlarmEvent::getStep)
                .containsExactlyInAnyOrder(
                        tuple("a", "NonFinite", AlarmState.ALARM_STATE_RAISED, 51L),
                        tuple("a", "Oscillation", AlarmState.ALARM_STATE_CLEARED, 52L));
    }

    @Test
    void aRunThatIsLongSilentIsAnnouncedByOneStartAlone() {
        trainer.steps(new SimulatedRun("a", System.currentTimeMillis() - 3_600_000), 1, 50);
        for (int start = 1; start <= 2; start++) {
            try (ServiceMeters meters = new ServiceMeters();
                    MonitorService monitor = monitor(meters, "/alarms")) {
                monitor.start();
                await().atMost(PATIENCE)
                        .until(() -> value(meters.registry(), "ganflux.alarm.active", "alarm", "Stalled") == 1
                                && posted.size() == 1);
            }
        }
        assertThat(events()).extracting(AlarmEvent::getAlarm).containsExactly("Stalled");
    }

    /** As an earlier monitor said. */
    private void announced(String run, String alarm, AlarmState state) {
        AlarmEvent event = AlarmEvent.newBuilder()
                .setVersion(1)
                .setRunId(run)
                .setAlarm(alarm)
                .setState(state)
                .build();
        Topics.ensure(Map.of("bootstrap.servers", broker.bootstrap()), PATIENCE, Topics.reporting());
        trainer.send(Topics.ALARMS, event.toByteArray());
        trainer.flush();
    }

    @Test
    void aWebhookThatRefusesIsCountedAndHoldsNothingUp() {
        try (ServiceMeters meters = new ServiceMeters();
                MonitorService monitor = monitor(meters, "/elsewhere")) {
            monitor.start();
            SimulatedRun run = new SimulatedRun("a", System.currentTimeMillis());
            trainer.report(run.report(1).toBuilder().setNonFinite(true).build());
            trainer.flush();
            await().atMost(PATIENCE)
                    .until(() -> value(meters.registry(), "ganflux.webhook.posts", "outcome", "failed") == 1);
            assertThat(value(meters.registry(), "ganflux.alarm.active")).isEqualTo(1);
        }
    }

    private static double value(MeterRegistry registry, String name) {
        return value(registry, name, "alarm", "NonFinite");
    }

    private static double value(MeterRegistry registry, String name, String... tags) {
        return registry.find(name).tags(tags).meters().stream()
                .flatMap(meter -> {
                    List<Double> values = new ArrayList<>();
                    meter.measure().forEach(measured -> values.add(measured.getValue()));
                    return values.stream();
                })
                .findFirst()
                .orElse(Double.NaN);
    }

    private List<AlarmEvent> events() {
        List<AlarmEvent> events = new ArrayList<>();
        TopicPartition partition = new TopicPartition(Topics.ALARMS, 0);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrap()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    events.add(AlarmEvent.parseFrom(record.value()));
                }
            }
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
        return events;
    }
}
