package dev.muster.cli.console;

import dev.muster.agent.core.AgentNotice;
import dev.muster.cli.console.EventLine.Level;
import dev.muster.common.model.Failure;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a host without a coordinator says line by line: each fact when it changes, and what lasts once a minute. */
final class HostLines {

    private static final long NEVER = Long.MIN_VALUE / 2;

    private final Guidance guidance;
    private final HostNews news = new HostNews();
    private long lastWaitingMs = NEVER;

    HostLines(Guidance guidance) {
        this.guidance = guidance;
    }

    List<Line> lines(HostEvent event, long nowMs) {
        if (!news.isNews(event, nowMs)) {
            return List.of();
        }
        if (event instanceof HostEvent.Connecting it) {
            return List.of(EventLine.of(Level.INFO, "CLUSTER: Connecting to master: " + it.master()));
        }
        if (event instanceof HostEvent.NoAnswer it) {
            String since = it.forMs() < 1_000 ? "" : " (for " + Texts.wholeDuration(it.forMs()) + ")";
            return advised(EventLine.of(Level.WARN, "CLUSTER: " + it.failure().message() + since), it.failure());
        }
        return event instanceof HostEvent.Told it ? told(it.notice(), nowMs) : List.of();
    }

    private List<Line> told(AgentNotice notice, long nowMs) {
        if (notice.type() == AgentNotice.Type.WAITING && notice.cause() == null) {
            if (nowMs - lastWaitingMs < HostNews.REPEAT_MS) {
                return List.of();
            }
            lastWaitingMs = nowMs;
        }
        List<Line> lines = advised(EventLine.of(level(notice), notice.message()), notice.cause());
        if (notice.type() == AgentNotice.Type.DIFFERS && guidance.hostsAreStartedByHand()) {
            lines.add(Line.of("         " + guidance.copyFileCommand()));
        }
        return lines;
    }

    private static List<Line> advised(Line line, @Nullable Failure cause) {
        List<Line> lines = new ArrayList<>(List.of(line));
        lines.addAll(EventLine.advice(cause));
        return lines;
    }

    private static Level level(AgentNotice notice) {
        return switch (notice.type()) {
            case SENDING_READY, PROCEED, COMPONENT_CHANGED, LEAVING -> Level.INFO;
            case WAITING -> notice.cause() == null ? Level.INFO : Level.WARN;
            case DIFFERS, REFUSED, DISCONNECTED, COMPONENT_FAILED -> Level.WARN;
        };
    }
}
