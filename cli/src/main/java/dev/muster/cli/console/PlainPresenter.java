package dev.muster.cli.console;

import dev.muster.cli.console.EventLine.Level;
import dev.muster.common.model.ClusterPhase;
import dev.muster.common.model.view.ClusterEvent;
import dev.muster.common.model.view.ClusterView;
import dev.muster.common.model.view.ClusterView.ComponentView;
import dev.muster.common.model.view.ClusterView.HostView;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A log, a pipe, a dumb terminal: whole lines on changes only, never an escape character, a heartbeat a minute. */
final class PlainPresenter implements Presenter {

    private static final long HEARTBEAT_MS = 60_000;
    private static final int NAMED_MAX = 4;

    private final PrintStream out;
    private final Guidance guidance;
    private final Blocks blocks;
    private final HostLines hostLines;
    private final FailureWatch failures = new FailureWatch();
    private @Nullable ClusterView view;
    private long viewMs;
    private long lastLineMs;
    private boolean startToAnnounce;

    /** @param columns width that log lines in a failure are cut to */
    PlainPresenter(PrintStream out, Guidance guidance, Glyphs glyphs, int columns) {
        this.out = out;
        this.guidance = guidance;
        this.hostLines = new HostLines(guidance);
        this.blocks = new Blocks(guidance, glyphs, columns);
    }

    @Override
    public void heading(Heading heading) {
        out.println("info: " + heading.line());
        if (heading.ports().isBeyondLoopback()) {
            heading.ports().rows().forEach(row -> out.println("info: listens: " + row.line()));
        }
        out.flush();
    }

    @Override
    public void event(ClusterEvent event, long nowMs) {
        if (event.type() == ClusterEvent.Type.COMPONENT_PROGRESSED) {
            return; // the line now and then says it of those that are waited for
        }
        print(EventLine.withAdvice(event), nowMs);
        if (event.type() == ClusterEvent.Type.CLUSTER_STARTED) {
            startToAnnounce = true;
            announceStart(nowMs);
        }
    }

    @Override
    public void view(ClusterView next, long nowMs) {
        view = next;
        viewMs = nowMs;
        announceStart(nowMs);
        for (FailureWatch.Failed failed : failures.newIn(next)) {
            print(blocks.failed(next, failed.id(), failed.component(), failed.failure()), nowMs);
        }
    }

    @Override
    public void host(HostEvent event, long nowMs) {
        print(hostLines.lines(event, nowMs), nowMs);
    }

    @Override
    public void tick(long nowMs) {
        ClusterView current = view;
        if (current == null || nowMs - lastLineMs < HEARTBEAT_MS) {
            return;
        }
        if (current.phase() == ClusterPhase.PREFLIGHT) {
            String sentence = PreflightText.sentence(current);
            print(List.of(EventLine.of(Level.INFO, "CLUSTER: " + sentence)), nowMs);
        }
        if (current.phase() == ClusterPhase.STARTING || current.phase() == ClusterPhase.STOPPING) {
            print(List.of(EventLine.of(Level.INFO, heartbeat(current, nowMs - viewMs))), nowMs);
        }
    }

    @Override
    public void close() {
        out.flush();
    }

    private String heartbeat(ClusterView current, long sinceViewMs) {
        String what = current.phase() == ClusterPhase.STARTING ? "starting" : "stopping";
        Cells cells = new Cells(Glyphs.ASCII, 0, sinceViewMs);
        List<String> waiting = new ArrayList<>();
        for (HostView host : current.hosts()) {
            for (ComponentView component : host.components()) {
                if (!Cells.isSettled(component)) {
                    waiting.add(host.name() + "/" + component.role() + " ("
                            + cells.component(component).word() + ")");
                }
            }
        }
        return "CLUSTER: " + what + " since " + Texts.wholeDuration(current.phaseAgeMs() + sinceViewMs) + ", "
                + current.componentsJoined() + " of " + Texts.count(current.componentCount(), "sub-component")
                + " ready; waiting for "
                + Texts.named(waiting, NAMED_MAX);
    }

    private void announceStart(long nowMs) {
        ClusterView current = view;
        if (!startToAnnounce || current == null || !current.phase().isStarted()) {
            return;
        }
        startToAnnounce = false;
        List<Line> lines = new ArrayList<>(Blocks.endpoints(current, "info:    "));
        lines.add(Line.of("info:    Status".stripTrailing()).upTo(25).plus(guidance.command("status")));
        print(lines, nowMs);
    }

    private void print(List<Line> lines, long nowMs) {
        if (lines.isEmpty()) {
            return;
        }
        lines.forEach(line -> out.println(line.plain()));
        out.flush();
        lastLineMs = nowMs;
    }
}
