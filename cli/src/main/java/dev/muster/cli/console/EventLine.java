package dev.muster.cli.console;

import dev.muster.common.model.Failure;
import dev.muster.common.model.view.ClusterEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One event as one line: {@code info: >> CLUSTER: ...}. Scripts look for these lines, so their bytes never change. */
final class EventLine {

    private static final String SUBJECT = "CLUSTER";

    private EventLine() {}

    static Line of(ClusterEvent event) {
        String message = event.message();
        String subject = message.startsWith(SUBJECT + "(") || message.startsWith(SUBJECT + ":") ? "" : SUBJECT + ": ";
        return of(level(event), subject + message);
    }

    /** With what to do about a host, a line each; of components the screen tells that when they are given up. */
    static List<Line> withAdvice(ClusterEvent event) {
        List<Line> lines = new ArrayList<>();
        lines.add(of(event));
        if (event.role() == null) {
            lines.addAll(advice(event.cause()));
        }
        return lines;
    }

    /** What to do, a line each; none where nothing is wrong. */
    static List<Line> advice(@Nullable Failure cause) {
        return cause == null
                ? List.of()
                : cause.hint()
                        .lines()
                        .filter(hint -> !hint.isEmpty())
                        .map(hint -> Line.of("      " + hint))
                        .toList();
    }

    static Line of(Level level, String text) {
        return Line.of(level.tone, level.name().toLowerCase(Locale.ROOT) + ":").plus(" >> " + text);
    }

    /** How much it matters: ERROR needs a person, WARN is tried again by itself. */
    enum Level {
        INFO(Tone.QUIET),
        WARN(Tone.WARN),
        ERROR(Tone.BAD);

        private final Tone tone;

        Level(Tone tone) {
            this.tone = tone;
        }
    }

    static Level level(ClusterEvent event) {
        return switch (event.type()) {
            case LEADING,
                    AWAITING_HOSTS,
                    HOST_READY,
                    HOST_BACK,
                    HOST_LEFT,
                    HOST_STOPPING,
                    NETWORK_BACK,
                    STILL_WAITING,
                    QUORUM_REACHED,
                    HOST_SKIPPED,
                    HOST_UNSKIPPED,
                    HOST_LATE,
                    ALL_HOSTS_READY,
                    PREFLIGHT_BEGUN,
                    PREFLIGHT_REPAIRED,
                    PREFLIGHT_PASSED,
                    CHECK_IGNORED,
                    CHECK_HEEDED,
                    COMPONENT_CHANGED,
                    COMPONENT_PROGRESSED,
                    COMPONENT_RETRIED,
                    CLUSTER_STARTED,
                    CLUSTER_RECOVERED,
                    CLUSTER_STOPPING,
                    CLUSTER_STOPPED,
                    DEFINITION_CHANGED,
                    HOST_REMOVED,
                    CHANGE_BEGUN,
                    CHANGE_WAITS,
                    CHANGE_STEP,
                    CHANGE_PAUSED,
                    CHANGE_RESUMED,
                    CHANGE_CANCELLED,
                    CHANGE_DONE,
                    FROZEN,
                    UNFROZEN,
                    MAINTENANCE_BEGUN,
                    MAINTENANCE_ENDS_SOON,
                    MAINTENANCE_ENDED,
                    DRAINED,
                    PUT_BACK,
                    LOCKED,
                    LOCK_ENDS_SOON,
                    UNLOCKED,
                    STANDING_BY -> Level.INFO;
            case HOST_REFUSED,
                    HOST_MISSING,
                    HOST_DIFFERS,
                    DEFINITION_DIFFERS,
                    CHANGE_STEP_FAILED,
                    BALANCER_REFUSED,
                    CHANGE_FAILED,
                    HOST_LOST,
                    HOSTS_LEFT_BEHIND,
                    NETWORK_SUSPECTED,
                    PREFLIGHT_FAILED,
                    COMPONENT_FAILED,
                    CLUSTER_DEGRADED,
                    STEPPED_DOWN,
                    STORE_AWAY -> Level.WARN;
        };
    }
}
