package dev.muster.cli.console;

import dev.muster.agent.core.AgentNotice;
import dev.muster.common.model.Failure;
import java.util.HashMap;
import java.util.Map;

/**
 * What is worth saying again of a host that has no session: a cause when it is another one, and one that lasts once a minute,
 * never once per try.
 */
public final class HostNews {

    static final long REPEAT_MS = 60_000;
    private static final long NEVER = Long.MIN_VALUE / 2;

    /** When each cause was last told; there are as many as coordinator hosts and ways to miss them. */
    private final Map<String, Long> toldMs = new HashMap<>();

    private boolean connecting;

    /** Whether {@code event} is to be told; it counts as told then. */
    boolean isNews(HostEvent event, long nowMs) {
        if (event instanceof HostEvent.Connecting) {
            boolean first = !connecting;
            connecting = true;
            return first;
        }
        if (event instanceof HostEvent.NoAnswer it) {
            return isNews(it.failure(), nowMs);
        }
        return !(event instanceof HostEvent.Told it) || isNews(it.notice(), nowMs);
    }

    /** Whether this cause is to be told; it counts as told then. */
    public boolean isNews(Failure cause, long nowMs) {
        return isNews(cause.code() + cause.message(), nowMs);
    }

    private boolean isNews(AgentNotice notice, long nowMs) {
        switch (notice.type()) {
            case SENDING_READY -> connecting = false;
            case PROCEED, DISCONNECTED -> toldMs.clear(); // there was a session: what follows is another story
            case WAITING, DIFFERS, REFUSED, COMPONENT_CHANGED, COMPONENT_FAILED, LEAVING -> {
                // the story goes on
            }
        }
        boolean repeats =
                switch (notice.type()) {
                    case SENDING_READY, REFUSED -> true;
                    case WAITING, DIFFERS -> notice.cause() != null;
                    case PROCEED, DISCONNECTED, COMPONENT_CHANGED, COMPONENT_FAILED, LEAVING -> false;
                };
        return !repeats || isNews(notice.message(), nowMs);
    }

    private boolean isNews(String what, long nowMs) {
        boolean news = nowMs - toldMs.getOrDefault(what, NEVER) >= REPEAT_MS;
        if (news) {
            toldMs.put(what, nowMs);
        }
        return news;
    }
}
