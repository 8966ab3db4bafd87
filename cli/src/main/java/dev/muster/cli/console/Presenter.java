package dev.muster.cli.console;

import dev.muster.common.model.view.ClusterEvent;
import dev.muster.common.model.view.ClusterView;

/** One form of the screen. Used by one thread; {@code nowMs} is monotonic. */
interface Presenter {

    void heading(Heading heading);

    void event(ClusterEvent event, long nowMs);

    void view(ClusterView view, long nowMs);

    void host(HostEvent event, long nowMs);

    /** Time has passed: at least every {@value ConsoleScreen#FRAME_MS} milliseconds. */
    void tick(long nowMs);

    /** Nothing more comes: leave the terminal as it was found. */
    void close();
}
