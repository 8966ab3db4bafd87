package dev.muster.cli.console;

import dev.muster.common.model.ComponentId;
import dev.muster.common.model.ComponentState;
import dev.muster.common.model.HostName;
import dev.muster.common.model.view.ClusterEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the time of a bring-up went. Times are milliseconds since 1970 by the coordinator's clock.
 *
 * <p>The critical path is read from the times alone: what a step waited for is what ended last before it began, among the end of
 * its own installation, the coming of the last host, the preflight and other components that became ready. Its steps follow each other without a
 * gap from the beginning to the end; the time until a waiting component is told to start counts as that component's.
 *
 * @param beganMs when hosts began to be awaited
 * @param endedMs when the cluster was started; the moment of the question while it is not
 * @param started whether it is
 * @param allHostsMs when the last host came; 0 while one is missing
 * @param lastHost the one that came last; null while none has
 * @param preflightMs when the hosts began to look at themselves and at each other; 0 when that is not told
 * @param checkedMs when nothing kept the start any more; 0 while something does
 * @param components how each came up, first begun first
 * @param path what the bring-up's length consists of, in its order
 */
public record Timeline(
        long beganMs,
        long endedMs,
        boolean started,
        long allHostsMs,
        @Nullable HostName lastHost,
        long preflightMs,
        long checkedMs,
        List<Component> components,
        List<Step> path) {

    public Timeline {
        components = List.copyOf(components);
        path = List.copyOf(path);
    }

    /** An event and when it was told. */
    public record Told(long atMs, ClusterEvent event) {}

    /** What a step of the path was; lower case in JSON. */
    public enum Kind {
        HOSTS("waiting for hosts"),
        PREFLIGHT("preflight"),
        INSTALL("installing"),
        START("starting"),
        JOIN("seen by its peers");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    /**
     * A piece of the critical path.
     *
     * @param id the component; null when it is about hosts
     */
    public record Step(Kind kind, @Nullable ComponentId id, long fromMs, long toMs) {}

    /**
     * One component; 0 stands for what has not happened.
     *
     * @param failures how often it failed on the way
     */
    public record Component(
            ComponentId id, long installMs, long installedMs, long startMs, long readyMs, int failures) {

        /** When it was first heard of. */
        public long firstMs() {
            return installMs != 0 ? installMs : startMs != 0 ? startMs : readyMs;
        }

        /** After the next change. A start after a failure is a new one. */
        Component after(long atMs, ComponentState state) {
            return switch (state) {
                case INSTALLING -> new Component(id, installMs == 0 ? atMs : installMs, 0, 0, 0, failures);
                case STOPPED, ABSENT ->
                    new Component(id, installMs, installedMs == 0 ? atMs : installedMs, startMs, readyMs, failures);
                case STARTING -> new Component(id, installMs, installedMs == 0 ? atMs : installedMs, atMs, 0, failures);
                case READY ->
                    new Component(
                            id,
                            installMs,
                            installedMs == 0 ? atMs : installedMs,
                            startMs == 0 ? atMs : startMs,
                            atMs,
                            failures);
                case FAILED -> new Component(id, installMs, installedMs, startMs, 0, failures + 1);
                case STOPPING, UNKNOWN -> this;
            };
        }
    }

    /**
     * The last bring-up that {@code events} tell of; empty when they tell of none.
     *
     * @param events in their order
     * @param nowMs the moment of the question
     */
    public static Optional<Timeline> of(List<Told> events, long nowMs) {
        int first = -1;
        for (int i = 0; i < events.size(); i++) {
            if (events.get(i).event().type() == ClusterEvent.Type.AWAITING_HOSTS) {
                first = i;
            }
        }
        return first < 0 ? Optional.empty() : Optional.of(begun(events.subList(first, events.size()), nowMs));
    }

    private static Timeline begun(List<Told> events, long nowMs) {
        long beganMs = events.get(0).atMs();
        long endedMs = Math.max(nowMs, beganMs);
        boolean started = false;
        long allHostsMs = 0;
        HostName lastHost = null;
        long preflightMs = 0;
        long checkedMs = 0;
        Map<ComponentId, Component> components = new LinkedHashMap<>();
        for (Told each : events) {
            ClusterEvent event = each.event();
            HostName host = event.host();
            ComponentState state = event.state();
            if (event.type() == ClusterEvent.Type.HOST_READY && allHostsMs == 0) {
                lastHost = host;
            } else if (event.type() == ClusterEvent.Type.ALL_HOSTS_READY) {
                allHostsMs = each.atMs();
            } else if (event.type() == ClusterEvent.Type.PREFLIGHT_BEGUN && preflightMs == 0) {
                preflightMs = each.atMs();
            } else if (event.type() == ClusterEvent.Type.PREFLIGHT_PASSED) {
                checkedMs = each.atMs();
            } else if (event.type() == ClusterEvent.Type.CLUSTER_STARTED) {
                endedMs = each.atMs();
                started = true;
                break;
            } else if (host != null && event.role() != null && state != null) {
                ComponentId id = new ComponentId(host, event.role());
                components.merge(
                        id,
                        new Component(id, 0, 0, 0, 0, 0).after(each.atMs(), state),
                        (known, fresh) -> known.after(each.atMs(), state));
            }
        }
        List<Component> inOrder = components.values().stream()
                .sorted(Comparator.comparingLong(Component::firstMs))
                .toList();
        Timeline bare = new Timeline(
                beganMs, endedMs, started, allHostsMs, lastHost, preflightMs, checkedMs, inOrder, List.of());
        return new Timeline(
                beganMs,
                endedMs,
                started,
                allHostsMs,
                lastHost,
                preflightMs,
                checkedMs,
                inOrder,
                new Backwards(bare).path());
    }

    /** Goes from the end to the beginning, each time to what ended last before. */
    private static final class Backwards {
        private final Timeline line;
        private final List<Step> path = new ArrayList<>();

        Backwards(Timeline line) {
            this.line = line;
        }

        List<Step> path() {
            Optional<Component> last = line.started() ? readyLastBefore(line.endedMs(), null) : Optional.empty();
            if (last.isPresent()) {
                step(Kind.JOIN, last.get().id(), last.get().readyMs(), line.endedMs());
                started(last.get());
            } else if (line.started() || line.allHostsMs() == 0) {
                step(Kind.HOSTS, null, line.beganMs(), line.endedMs());
            } else {
                unfinished();
            }
            return path;
        }

        /** What the bring-up is at now: the component that has worked longest at its present step. */
        private void unfinished() {
            if (line.preflightMs() != 0 && line.checkedMs() == 0) {
                step(Kind.PREFLIGHT, null, hostsMs(), line.endedMs());
                hosts(hostsMs());
                return;
            }
            Optional<Component> slowest = line.components().stream()
                    .filter(each -> each.readyMs() == 0)
                    .min(Comparator.comparingLong((Component each) -> each.startMs() == 0 ? 1 : 0)
                            .thenComparingLong(Component::startMs)
                            .thenComparingLong(each -> -each.installMs()));
            if (slowest.isEmpty()) {
                hosts(line.endedMs());
            } else if (slowest.get().startMs() == 0) {
                installed(slowest.get(), line.endedMs());
            } else {
                startedUntil(slowest.get(), line.endedMs());
            }
        }

        private void started(Component component) {
            startedUntil(component, component.readyMs());
        }

        private void startedUntil(Component component, long untilMs) {
            Optional<Component> other = readyLastBefore(component.startMs(), component.id());
            long otherMs = other.map(Component::readyMs).orElse(0L);
            long installedMs = component.installMs() == 0 ? 0 : component.installedMs();
            if (other.isPresent() && otherMs > installedMs && otherMs > gateMs()) {
                step(Kind.START, component.id(), otherMs, untilMs);
                started(other.get());
            } else if (installedMs > gateMs()) {
                step(Kind.START, component.id(), installedMs, untilMs);
                installed(component, installedMs);
            } else {
                step(Kind.START, component.id(), gateMs(), untilMs);
                step(Kind.PREFLIGHT, null, hostsMs(), gateMs());
                hosts(hostsMs());
            }
        }

        private long hostsMs() {
            return Math.max(line.allHostsMs(), line.beganMs());
        }

        /** Before that nothing is started, whatever is installed already. */
        private long gateMs() {
            return Math.max(hostsMs(), line.checkedMs());
        }

        private void installed(Component component, long untilMs) {
            long fromMs = hostsMs();
            step(Kind.INSTALL, component.id(), fromMs, untilMs);
            hosts(fromMs);
        }

        private void hosts(long untilMs) {
            step(Kind.HOSTS, null, line.beganMs(), untilMs);
        }

        private void step(Kind kind, @Nullable ComponentId id, long fromMs, long toMs) {
            if (toMs > fromMs) {
                path.add(0, new Step(kind, id, fromMs, toMs));
            }
        }

        /** Strictly before, so that the way back comes to its end. */
        private Optional<Component> readyLastBefore(long ms, @Nullable ComponentId but) {
            return line.components().stream()
                    .filter(each -> each.readyMs() != 0
                            && !each.id().equals(but)
                            && (but == null ? each.readyMs() <= ms : each.readyMs() < ms))
                    .max(Comparator.comparingLong(Component::readyMs));
        }
    }
}
