package dev.muster.cli.console;

import dev.muster.agent.core.AgentNotice;
import dev.muster.common.model.Observation;
import dev.muster.common.model.view.ClusterEvent;
import dev.muster.common.model.view.ClusterView;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A terminal: what happened scrolls away above, how things stand is drawn below. */
final class LivePresenter implements Presenter {

    private final LiveArea area;
    private final ClusterFrame clusterFrame;
    private final HostFrame hostFrame;
    private final Blocks blocks;
    private final Glyphs glyphs;
    private final int columns;
    private final HostLines hostLines;
    private final FailureWatch failures = new FailureWatch();

    private @Nullable ClusterView view;
    private long viewMs;
    private boolean startToAnnounce;
    private Optional<String> waits = Optional.empty();
    private long waitsSinceMs;
    private List<Observation> components = List.of();
    private boolean isAgent;

    LivePresenter(LiveArea area, Guidance guidance, Glyphs glyphs, int columns) {
        this.area = area;
        this.glyphs = glyphs;
        this.columns = columns - 1; // A line as long as the terminal makes some of them wrap.
        this.clusterFrame = new ClusterFrame(guidance, glyphs, this.columns);
        this.hostFrame = new HostFrame(guidance, glyphs, this.columns);
        this.blocks = new Blocks(guidance, glyphs, this.columns);
        this.hostLines = new HostLines(guidance);
    }

    @Override
    public void heading(Heading heading) {
        area.history(heading.block(columns, glyphs));
    }

    @Override
    public void event(ClusterEvent event, long nowMs) {
        if (isInTheTable(event)) {
            return;
        }
        area.history(EventLine.withAdvice(event));
        if (event.type() == ClusterEvent.Type.STEPPED_DOWN) {
            view = null; // from now on another coordinator knows how the cluster is
        }
        if (event.type() == ClusterEvent.Type.CLUSTER_STARTED) {
            startToAnnounce = true;
            announceStart();
        }
    }

    @Override
    public void view(ClusterView next, long nowMs) {
        view = next;
        viewMs = nowMs;
        announceStart();
        for (FailureWatch.Failed failed : failures.newIn(next)) {
            area.history(blocks.failed(next, failed.id(), failed.component(), failed.failure()));
        }
    }

    @Override
    public void host(HostEvent event, long nowMs) {
        isAgent = true;
        if (event instanceof HostEvent.Components it) {
            components = it.observations();
            return;
        }
        if (event instanceof HostEvent.Connecting it) {
            waitFor("waiting for an answer of " + it.master(), nowMs);
        } else if (event instanceof HostEvent.NoAnswer it) {
            waitFor("waiting for an answer: " + it.failure().message(), nowMs);
        } else if (event instanceof HostEvent.Told it && isInTheFrame(it.notice(), nowMs)) {
            return;
        }
        area.history(hostLines.lines(event, nowMs));
    }

    /** Takes what the frame shows; true when it needs no line of its own. */
    private boolean isInTheFrame(AgentNotice notice, long nowMs) {
        switch (notice.type()) {
            case SENDING_READY -> waitFor("waiting for the master's word", nowMs);
            case WAITING -> waitFor(notice.message().replaceFirst("^CLUSTER: ", ""), nowMs);
            case PROCEED, LEAVING, REFUSED, DISCONNECTED -> waits = Optional.empty();
            case DIFFERS, COMPONENT_CHANGED, COMPONENT_FAILED -> {
                // the wait goes on
            }
        }
        return notice.type() == AgentNotice.Type.WAITING || notice.type() == AgentNotice.Type.COMPONENT_CHANGED;
    }

    @Override
    public void tick(long nowMs) {
        long frame = nowMs / ConsoleScreen.FRAME_MS;
        ClusterView current = view;
        if (current != null) {
            area.draw(clusterFrame.lines(current, nowMs - viewMs, frame));
        } else if (isAgent) {
            area.draw(hostFrame.lines(waits, nowMs - waitsSinceMs, components, frame));
        }
    }

    @Override
    public void close() {
        area.close();
    }

    private void announceStart() {
        ClusterView current = view;
        if (startToAnnounce && current != null && current.phase().isStarted()) {
            startToAnnounce = false;
            area.history(blocks.started(current));
        }
    }

    /** A new reason restarts the clock of the wait; a new count of the same wait does not. */
    private void waitFor(String what, long nowMs) {
        if (waits.isEmpty()) {
            waitsSinceMs = nowMs;
        }
        waits = Optional.of(what);
    }

    private boolean isInTheTable(ClusterEvent event) {
        ClusterView current = view;
        boolean settled = current != null && current.phase().isStarted();
        return event.type() == ClusterEvent.Type.STILL_WAITING
                || event.type() == ClusterEvent.Type.HOST_MISSING
                || event.type() == ClusterEvent.Type.COMPONENT_PROGRESSED
                || event.type() == ClusterEvent.Type.COMPONENT_CHANGED && !settled;
    }
}
