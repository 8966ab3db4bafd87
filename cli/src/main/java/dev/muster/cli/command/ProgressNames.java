package dev.muster.cli.command;

import dev.muster.cli.console.Progress;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;

/** The forms of the screen, as the command line writes them. */
final class ProgressNames implements Iterable<String> {

    @Override
    public Iterator<String> iterator() {
        return Arrays.stream(Progress.values())
                .map(form -> form.name().toLowerCase(Locale.ROOT))
                .iterator();
    }
}
