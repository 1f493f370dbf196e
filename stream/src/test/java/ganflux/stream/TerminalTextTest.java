package ganflux.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TerminalTextTest {
    @Test
    void controlCharactersOfBothSetsBecomeQuestionMarks() {
        assertThat(TerminalText.clean("a\u001b[2Jb\u009b1mc\u007fd\u0085e\nf\tg"))
                .isEqualTo("a?[2Jb?1mc?d?e?f?g");
    }

    @Test
    void othersStay() {
        assertThat(TerminalText.clean("Größe 漢字 \u00a0~")).isEqualTo("Größe 漢字 \u00a0~");
    }
}
