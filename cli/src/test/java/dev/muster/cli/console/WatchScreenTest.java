package dev.muster.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WatchScreenTest {

    private final Emulator terminal = new Emulator(20, 6);
    private final PrintWriter out = new PrintWriter(terminal.out(), false, StandardCharsets.UTF_8);
    private final StringWriter err = new StringWriter();

    private WatchScreen open(boolean redrawable) {
        return WatchScreen.open(new Terminal(true, redrawable, true, redrawable, true, true, 20, 6), out);
    }

    @Test
    void aTerminalShowsTheLastPictureInOnePlace() {
        try (WatchScreen screen = open(true)) {
            screen.show(List.of(Line.of("first"), Line.of("of two lines")), true);
            screen.show(List.of(Line.of(Tone.GOOD, "second, which is too long for it")), false);
            assertThat(terminal.text()).isEqualTo("second, which is t\u2026\n");
            screen.note("-- away --", new PrintWriter(err));
            screen.show(List.of(Line.of("third")), true);
        }
        out.print("$");
        out.flush();
        assertThat(terminal.text()).isEqualTo("-- away --\nthird\n$\n");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void aPipeGetsOnePictureAChange() {
        try (WatchScreen screen = open(false)) {
            screen.show(List.of(Line.of("first")), true);
            screen.show(List.of(Line.of("first, older")), false);
            screen.show(List.of(Line.of("second")), true);
            screen.note("-- away --", new PrintWriter(err));
        }
        assertThat(terminal.text()).isEqualTo("first\n\nsecond\n");
        assertThat(err.toString()).isEqualTo("-- away --\n");
    }
}
