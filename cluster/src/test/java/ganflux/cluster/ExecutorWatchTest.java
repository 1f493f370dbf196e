package ganflux.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExecutorWatchTest {
    private int running;
    private final ExecutorWatch watch = new ExecutorWatch(() -> running, "nobody has room; start one that has");

    @AfterEach
    void close() {
        watch.close();
    }

    @Test
    void aRoundThatNobodyMakesIsComplainedOfAfterAMinute() {
        watch.begins(0);
        lookAt(59);
        assertThat(watch.complaint()).isEmpty();

        lookAt(60);
        assertThat(watch.complaint())
                .contains("no executor makes the round, for 60 s: nobody has room; start one that has");

        running = 1;
        lookAt(65);
        assertThat(watch.complaint()).isEmpty();
        running = 0;
        lookAt(70);
        lookAt(124);
        assertThat(watch.complaint()).as("59 s after it was last made").isEmpty();
        lookAt(125);
        assertThat(watch.complaint()).isPresent();
        watch.ends();
        assertThat(watch.complaint()).isEmpty();
    }

    @Test
    void betweenRoundsNobodyIsMissed() {
        lookAt(1000);
        watch.begins(Duration.ofSeconds(1000).toNanos());
        lookAt(1059);

        assertThat(watch.complaint()).isEmpty();
    }

    private void lookAt(long seconds) {
        watch.look(Duration.ofSeconds(seconds).toNanos());
    }
}
