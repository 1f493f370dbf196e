package ganflux.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ganflux.stream.command.UserError;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PartitionCountTest {
    private int answer; // 0: the broker is away
    private long seconds;

    private final PartitionCount count = new PartitionCount(this::ask, () -> TimeUnit.SECONDS.toNanos(seconds));

    private int ask() {
        if (answer == 0) {
            throw new UserError("away");
        }
        return answer;
    }

    @Test
    void isAskedForAgainAfterHalfAMinute() {
        answer = 2;
        assertThat(count.get()).isEqualTo(2);

        answer = 4;
        seconds = 30;
        assertThat(count.get()).isEqualTo(2);
        seconds = 31;
        assertThat(count.get()).isEqualTo(4);
    }

    @Test
    void holdsWhileTheBrokerIsAway() {
        answer = 2;
        assertThat(count.get()).isEqualTo(2);

        answer = 0;
        seconds = 100;
        assertThat(count.get()).isEqualTo(2);
        answer = 4;
        assertThat(count.get()).as("asked again at once").isEqualTo(4);
    }

    @Test
    void mustBeKnownOnce() {
        assertThatThrownBy(count::get).isInstanceOf(UserError.class).hasMessage("away");
    }
}
