package ganflux.stream.service;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How the services' own logback.xml writes. */
class LogPatternTest {
    @Test
    void whatIsQuotedDoesNotSteerATerminal() throws Exception {
        assertThat(written("Skipped \u001b[2J\u009b1m{}\u0007: äöü\t1", null, "cat.png"))
                .endsWith(" Skipped ?[2J?1mcat.png?: äöü\t1\n");
    }

    @Test
    void neitherDoesAFailuresMessage() throws Exception {
        String line = written("Failed", new IllegalStateException("cats/\u001b[2J"));

        assertThat(line)
                .contains(" Failed\njava.lang.IllegalStateException: cats/?[2J\n\tat ")
                .containsOnlyOnce("IllegalStateException");
    }

    private static String written(String message, @Nullable Throwable failure, Object... arguments) throws Exception {
        LoggerContext context = new LoggerContext();
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(Path.of("src/main/resources/logback.xml").toFile());
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        ConsoleAppender<ILoggingEvent> appender = (ConsoleAppender<ILoggingEvent>) root.getAppender("stderr");

        byte[] line = appender.getEncoder().encode(new LoggingEvent("", root, Level.WARN, message, failure, arguments));
        context.stop();
        return new String(line, StandardCharsets.UTF_8);
    }
}
