package dev.muster.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** What happened, one line each, for people. Off while seeds are merely tried, because words cost more than the run. */
final class Transcript {

    private final boolean on;
    private final Timeline time;
    private final List<String> lines = new ArrayList<>();

    Transcript(boolean on, Timeline time) {
        this.on = on;
        this.time = time;
    }

    void line(String who, Supplier<String> what) {
        if (on) {
            lines.add(String.format(Locale.ROOT, "%9.3f s  %-13s %s", time.nowMs() / 1000.0, who, what.get()));
        }
    }

    List<String> lines() {
        return lines;
    }
}
