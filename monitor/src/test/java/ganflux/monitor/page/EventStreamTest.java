package ganflux.monitor.page;

import static org.assertj.core.api.Assertions.assertThat;

import ganflux.monitor.SimulatedRun;
import ganflux.monitor.alarm.AlarmMeters;
import ganflux.monitor.alarm.AlarmOutlets;
import ganflux.monitor.alarm.Watches;
import ganflux.monitor.run.Runs;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.test.scheduler.VirtualTimeScheduler;

class EventStreamTest {
    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final Runs runs = new Runs(forgotten -> {}, System::currentTimeMillis);
    private final SimulatedRun a = new SimulatedRun("a", 1_000_000);
    private final EventStream events = new EventStream(
            runs,
            new Watches(new AlarmOutlets(new AlarmMeters(new SimpleMeterRegistry(), 0))),
            Clock.systemUTC(),
            time);
    private final AtomicBoolean writable = new AtomicBoolean(true);
    private final List<String> received = new ArrayList<>();

    @AfterEach
    void stop() {
        time.dispose();
    }

    @Test
    void saysWhatIsNewAtMostFiveTimesASecond() {
        report(1, 10);
        follow(null);
        pass(Duration.ofMillis(100));
        assertThat(received).hasSize(1);
        assertThat(received.get(0))
                .startsWith("data: {")
                .contains("\"step\":10,", "\"rows\":[]")
                .endsWith("}\n\n");
        for (int step = 11; step <= 110; step++) {
            report(step, step);
            pass(Duration.ofMillis(10));
        }
        assertThat(received).hasSizeBetween(5, 7);
    }

    @Test
    void isSilentWhereNothingIsNewButKeepsTheConnection() {
        report(1, 1);
        follow(null);
        pass(Duration.ofSeconds(14));
        assertThat(received).hasSize(1);
        pass(Duration.ofSeconds(2));
        assertThat(received).hasSize(2);
        assertThat(received.get(1)).startsWith(":").endsWith("\n\n");
    }

    /** As where the trainer waits, which no row tells. */
    @Test
    void saysWhereAReportIsSentAgain() {
        report(1, 1);
        follow(null);
        pass(Duration.ofMillis(1));
        runs.report(a.report(1).toBuilder()
                .setToldAtMs(a.finishedAtMs(1) + 5000)
                .setWaitingSinceMs(a.finishedAtMs(1))
                .build());
        pass(EventStream.TICK);
        assertThat(received).hasSize(2);
        assertThat(received.get(1)).contains("\"waitingSinceMs\":" + a.finishedAtMs(1));
    }

    @Test
    void greetsAClientBeforeTheFirstReport() {
        follow(null);
        pass(Duration.ofMillis(1));
        assertThat(received).hasSize(1);
        assertThat(received.get(0)).startsWith(":");
        report(1, 1);
        pass(EventStream.TICK);
        assertThat(received.get(1)).contains("\"run\":\"a\"");
    }

    @Test
    void skipsTurnsForASlowClientAndLetsItCatchUp() {
        report(1, 1);
        follow(null);
        pass(Duration.ofMillis(1));
        writable.set(false);
        for (int step = 2; step <= 400; step++) {
            report(step, step);
            pass(Duration.ofMillis(50));
        }
        assertThat(received).as("while it takes nothing").hasSize(1);
        writable.set(true);
        pass(EventStream.TICK);
        assertThat(received).hasSize(2);
        String caughtUp = received.get(1);
        assertThat(caughtUp).contains("\"sequence\":400,", "[400,");
        assertThat(caughtUp.split("\\],\\[")).hasSize(EventStream.MAX_ROWS);
    }

    @Test
    void tellsOfASampleBetweenReports() {
        report(1, 1);
        follow(null);
        pass(EventStream.TICK);
        runs.sample(a.sample(1), .75);
        pass(EventStream.TICK);
        assertThat(received.get(1)).contains("\"sampleStep\":1,\"diversityRatio\":0.75");
    }

    @Test
    void followsOnlyTheRunAskedFor() {
        report(1, 5);
        follow("b");
        pass(Duration.ofSeconds(1));
        assertThat(received)
                .filteredOn(message -> message.startsWith("data"))
                .as("nothing of it, but which runs there are")
                .hasSize(1)
                .allMatch(message -> message.contains("\"runs\":[\"a\"]") && !message.contains("\"run\":"));
        runs.report(new SimulatedRun("b", 1_000_000).report(3));
        pass(Duration.ofSeconds(1));
        assertThat(received).anyMatch(message -> message.contains("\"run\":\"b\""));
    }

    @Test
    void tellsWhoFollowsASilentRunOfOthers() {
        report(1, 5);
        follow("a");
        pass(Duration.ofSeconds(1));
        int before = received.size();
        runs.report(new SimulatedRun("b", 1_000_000).report(3));
        runs.report(new SimulatedRun("b", 1_000_000).report(4));
        pass(Duration.ofSeconds(1));
        assertThat(received.subList(before, received.size()))
                .filteredOn(message -> message.startsWith("data"))
                .hasSize(1)
                .allMatch(message -> message.contains("\"runs\":[\"b\",\"a\"]") && !message.contains("\"run\":"));
    }

    private void follow(@Nullable String run) {
        Disposable ignored = events.messages(run, writable::get).subscribe(received::add);
        assertThat(ignored.isDisposed()).isFalse();
    }

    private void pass(Duration duration) {
        time.advanceTimeBy(duration);
    }

    private void report(long from, long to) {
        for (long step = from; step <= to; step++) {
            runs.report(a.report(step));
        }
    }
}
