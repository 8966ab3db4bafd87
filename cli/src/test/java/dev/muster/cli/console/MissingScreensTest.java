package dev.muster.cli.console;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What {@code status} and {@code why} say of hosts that are missing. */
final class MissingScreensTest {

    @Test
    void statusTellsTheCausesOfAFewAndTheGroupsOfMany() throws IOException {
        StatusText text = new StatusText(Glyphs.UNICODE, 100);
        Golden.check("status-missing", text.lines(Views.waitingWithCauses()));
        for (int columns : new int[] {40, 120}) {
            StatusText sized = new StatusText(Glyphs.UNICODE, columns);
            Golden.check("status-missing-" + columns + "-columns", columns, sized.lines(Views.waitingWithCauses()));
        }
        Golden.check("status-missing-300", text.lines(Views.largeWithCauses(300)));
    }

    @Test
    void whyOfAMissingHostEndsWithTheCommand() throws IOException {
        var view = Views.waitingWithCauses();
        Golden.check("why-missing", WhyText.of(view, view.hosts().get(3), "muster"));
    }
}
