package dev.muster.cli.console;

import dev.muster.agent.core.AgentNotice;
import dev.muster.cli.console.EventLine.Level;
import dev.muster.common.model.Failure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a host without a coordinator says line by line: each fact when it changes, and what lasts once a minute. */
final class HostLines {

    private static final long REPEAT_MS = 60_000;
    private static final long NEVER = Long.MIN_VALUE / 2;

    private boolean connecting;
    /** When each cause was last told; there are as many as coordinator hosts and ways to miss them. */
    private final Map<String, Long> toldMs = new HashMap<>();

    private long lastWaitingMs = NEVER;

    List<Line> lines(HostEvent event, long nowMs) {
        if (event instanceof HostEvent.Connecting it) {
            return connecting(it);
        }
        if (event instanceof HostEvent.NoAnswer it) {
            return noAnswer(it, nowMs);
        }
        return event instanceof HostEvent.Told it ? told(it.notice(), nowMs) : List.of();
    }

    private List<Line> connecting(HostEvent.Connecting event) {
        if (connecting) {
            return List.of();
        }
        connecting = true;
        return List.of(EventLine.of(Level.INFO, "CLUSTER: Connecting to master: " + event.master()));
    }

    private List<Line> noAnswer(HostEvent.NoAnswer event, long nowMs) {
        Failure failure = event.failure();
        String cause = failure.code() + failure.message();
        if (nowMs - toldMs.getOrDefault(cause, NEVER) < REPEAT_MS) {
            return List.of();
        }
        toldMs.put(cause, nowMs);
        List<Line> lines = new ArrayList<>();
        String since = event.forMs() < 1_000 ? "" : " (for " + Texts.wholeDuration(event.forMs()) + ")";
        lines.add(EventLine.of(Level.WARN, "CLUSTER: " + failure.message() + since));
        if (!failure.hint().isEmpty()) {
            failure.hint().lines().forEach(hint -> lines.add(Line.of("      " + hint)));
        }
        return lines;
    }

    private List<Line> told(AgentNotice notice, long nowMs) {
        switch (notice.type()) {
            case SENDING_READY -> {
                connecting = false;
                toldMs.clear();
            }
            case WAITING -> {
                if (nowMs - lastWaitingMs < REPEAT_MS) {
                    return List.of();
                }
                lastWaitingMs = nowMs;
            }
            case PROCEED, DIFFERS, REFUSED, DISCONNECTED, COMPONENT_CHANGED, COMPONENT_FAILED, LEAVING -> {
                // said whenever it is told
            }
        }
        return List.of(EventLine.of(level(notice), notice.message()));
    }

    private static Level level(AgentNotice notice) {
        return switch (notice.type()) {
            case SENDING_READY, WAITING, PROCEED, COMPONENT_CHANGED, LEAVING -> Level.INFO;
            case DIFFERS, REFUSED, DISCONNECTED, COMPONENT_FAILED -> Level.WARN;
        };
    }
}
