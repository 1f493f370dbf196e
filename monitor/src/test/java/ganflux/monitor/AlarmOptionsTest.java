package ganflux.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ganflux.stream.command.UsageError;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

class AlarmOptionsTest {
    @Command
    private static final class Sample {
        @Mixin
        private final AlarmOptions alarms = new AlarmOptions();
    }

    private static AlarmOptions parsed(String address) {
        return CommandLine.populateCommand(new Sample(), "--webhook", address).alarms;
    }

    @Test
    void readsAnAddress() {
        assertThat(parsed("https://chat.example/hook/s3cret").webhookUri())
                .contains(URI.create("https://chat.example/hook/s3cret"));
        assertThat(parsed(" ").webhookUri()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"htps://chat.example/hook/s3cret", "https:/s3cret", "chat.example/s3cret", "https://a/s3cret{"})
    void aMistakeDoesNotTellTheSecretInIt(String address) {
        assertThatThrownBy(() -> parsed(address))
                .isInstanceOf(ParameterException.class)
                .cause()
                .isInstanceOf(UsageError.class)
                .hasMessage("--webhook must be an http or https address; for example http://127.0.0.1:9000/alarms");
    }
}
