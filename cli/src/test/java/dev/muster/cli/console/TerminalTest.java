package dev.muster.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class TerminalTest {

    private static final Map<String, String> TTY =
            Map.of("muster.tty.out", "true", "muster.tty.in", "true", "muster.columns", "132", "muster.rows", "50");

    private static Terminal terminal(Map<String, String> environment, Map<String, String> properties) {
        return Terminal.of(environment, properties::get);
    }

    @Test
    void aTerminalIsRedrawnAndColoured() {
        Terminal terminal = terminal(Map.of("LANG", "en_US.UTF-8", "TERM", "xterm"), TTY);
        assertThat(terminal).isEqualTo(new Terminal(true, true, false, true, true, true, 132, 50));
    }

    @Test
    void aPipeIsNeither() {
        Terminal terminal = terminal(Map.of("LANG", "en_US.UTF-8"), Map.of("muster.tty.out", "false"));
        assertThat(terminal.redrawable()).isFalse();
        assertThat(terminal.colour()).isFalse();
        assertThat(terminal.columns()).isEqualTo(Terminal.COLUMNS_DEFAULT);
    }

    @Test
    void noColorAndForceColorDecide() {
        assertThat(terminal(Map.of("NO_COLOR", "1"), TTY).colour()).isFalse();
        assertThat(terminal(Map.of("NO_COLOR", ""), TTY).colour()).isTrue();
        assertThat(terminal(Map.of("NO_COLOR", "1", "FORCE_COLOR", "1"), Map.of())
                        .colour())
                .isTrue();
        assertThat(terminal(Map.of("FORCE_COLOR", "0"), TTY).colour()).isFalse();
    }

    @Test
    void aDumbTerminalIsNotRedrawn() {
        assertThat(terminal(Map.of("TERM", "dumb"), TTY).redrawable()).isFalse();
        assertThat(Progress.AUTO.on(terminal(Map.of("TERM", "dumb"), TTY))).isEqualTo(Progress.PLAIN);
    }

    @Test
    void theFirstLocaleVariableThatIsSetDecides() {
        assertThat(terminal(Map.of("LC_ALL", "C", "LANG", "en_US.UTF-8"), TTY).unicode())
                .isFalse();
        assertThat(terminal(Map.of("LC_CTYPE", "C.utf8"), TTY).unicode()).isTrue();
        assertThat(terminal(Map.of(), TTY).glyphs()).isEqualTo(Glyphs.ASCII);
    }

    @Test
    void nonsenseSizesAreNotBelieved() {
        assertThat(terminal(Map.of(), Map.of("muster.columns", "-3")).columns()).isEqualTo(80);
        assertThat(terminal(Map.of(), Map.of("muster.columns", "3")).columns()).isEqualTo(Terminal.COLUMNS_MIN);
        assertThat(terminal(Map.of(), Map.of("muster.columns", "99999999999")).columns())
                .isEqualTo(80);
    }

    @Test
    void foreignTextCannotMoveTheCursor() {
        assertThat(Texts.printable("a\u001b[2J\rb\u202ec\td")).isEqualTo("a?[2J?b?c d");
    }
}
