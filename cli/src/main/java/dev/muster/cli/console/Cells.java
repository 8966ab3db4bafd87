package dev.muster.cli.console;

import dev.muster.common.model.ComponentState;
import dev.muster.common.model.GoalState;
import dev.muster.common.model.InstallStep;
import dev.muster.common.model.Observation;
import dev.muster.common.model.view.ClusterView.ComponentView;
import dev.muster.common.model.view.ClusterView.HostView;
import java.util.Optional;

/**
 * A state in one sign and one word.
 *
 * @param glyphs to draw with
 * @param frame number of the frame: which picture of the spinner
 * @param sinceViewMs how old the snapshot is, milliseconds
 */
record Cells(Glyphs glyphs, long frame, long sinceViewMs) {

    /** In place of a frame's number, for text that does not move. */
    static final long STILL = -1;

    /**
     * One state.
     *
     * @param tone what it means
     * @param sign of one character
     * @param word what it is called
     */
    record Cell(Tone tone, String sign, String word) {
        Line line() {
            return Line.of(tone, sign + (word.isEmpty() ? "" : " " + word));
        }
    }

    Cell agent(HostView host) {
        return switch (host.status()) {
            case AWAITED -> busy("waiting");
            case REGISTERED -> new Cell(Tone.GOOD, glyphs.good(), "ready");
            case LOST -> new Cell(Tone.BAD, glyphs.bad(), "LOST"); // since when is told with the problem
            case LEFT -> new Cell(Tone.WARN, glyphs.pending(), "left");
            case MAINTENANCE -> new Cell(Tone.WARN, "!", "maintenance");
        };
    }

    /** What a host does not have. */
    Cell none() {
        return new Cell(Tone.QUIET, glyphs.none(), "");
    }

    Cell component(ComponentView component) {
        Observation seen = component.observation();
        if (isWaiting(component)) {
            String awaited = component.waitsFor();
            if (awaited.equals(ComponentView.OWN_PREFLIGHT)) {
                return new Cell(Tone.WARN, glyphs.pending(), "not well");
            }
            boolean preflight = awaited.startsWith(ComponentView.PREFLIGHT_OF);
            return new Cell(Tone.QUIET, glyphs.pending(), preflight ? "preflight" : "after " + brief(awaited));
        }
        if (component.isLeaving()) {
            return busy("leaving");
        }
        return switch (seen.state()) {
            case ABSENT -> notRunning(component, "preparing", "gone");
            case INSTALLING -> busy(percent(seen).map(p -> p + " %").orElse("installing"));
            case STOPPED -> notRunning(component, "starting", "stopped");
            case STARTING -> busy("starting");
            case READY -> seen.isJoined() ? new Cell(Tone.GOOD, glyphs.good(), "ready") : busy("joining");
            case STOPPING -> busy("stopping");
            case FAILED -> seen.gaveUp() ? new Cell(Tone.BAD, glyphs.bad(), "FAILED") : busyAgain(seen);
            case UNKNOWN -> new Cell(Tone.WARN, "?", "unknown");
        };
    }

    /** Whether an operator has nothing to wait for any more. */
    static boolean isSettled(ComponentView component) {
        Observation seen = component.observation();
        if (component.goal() == GoalState.RUNNING) {
            return seen.isJoined();
        }
        return component.goal() != null
                && component.waitsFor().isEmpty()
                && !seen.state().isAlive();
    }

    private Cell notRunning(ComponentView component, String ifWanted, String ifNot) {
        return component.goal() == GoalState.RUNNING ? busy(ifWanted) : new Cell(Tone.QUIET, glyphs.pending(), ifNot);
    }

    private Cell busyAgain(Observation seen) {
        return new Cell(Tone.WARN, busySign(), "retry " + Math.max(1, seen.restarts()));
    }

    /** How far an installation is, when its progress says so. */
    static Optional<Integer> percent(Observation seen) {
        return InstallStep.percent(seen.progress());
    }

    /** The last number of an IPv4 address; other names stay whole. */
    private static String brief(String name) {
        return name.matches("[0-9.]+") ? name.substring(Math.max(0, name.lastIndexOf('.'))) : name;
    }

    /** Whether its turn has not come and nothing is done for it meanwhile. */
    static boolean isWaiting(ComponentView component) {
        ComponentState state = component.observation().state();
        return !component.waitsFor().isEmpty()
                && (state == ComponentState.ABSENT || state == ComponentState.STOPPED)
                && component.observation().failure() == null;
    }

    /** The sign of something going on. */
    String busySign() {
        return frame == STILL ? glyphs.bullet() : glyphs.busy(frame);
    }

    private Cell busy(String word) {
        return new Cell(Tone.BUSY, busySign(), word);
    }

    static boolean isDown(ComponentState state) {
        return !state.isAlive() && state != ComponentState.UNKNOWN;
    }
}
