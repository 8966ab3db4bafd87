package dev.muster.common.model.spec;

import dev.muster.common.model.Role;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How a member of a role is taken out of its load balancer and put back, and what else is asked between the steps of a change.
 *
 * @param roles that are behind the balancer; none when there is no balancer
 * @param ways how members are taken out and put back; null exactly when there are no roles
 * @param drain what is waited for after a member was taken out; null for nothing
 * @param checks what an operator asks, besides the component's own readiness, before the next step may begin
 * @param whole for the whole cluster at once; null for nothing
 */
public record Balancer(
        SortedSet<Role> roles,
        @Nullable Ways ways,
        @Nullable Drain drain,
        SortedMap<Role, Hook> checks,
        @Nullable Scripts whole) {

    /** No balancer and nothing to check. */
    public static final Balancer NONE = new Balancer(new TreeSet<>(), null, null, new TreeMap<>(), null);

    public Balancer {
        roles = Collections.unmodifiableSortedSet(new TreeSet<>(roles));
        checks = Collections.unmodifiableSortedMap(new TreeMap<>(checks));
        if (roles.isEmpty() != (ways == null)) {
            throw new IllegalArgumentException("roles behind a balancer and the way to take them out go together");
        }
    }

    /** Whether members of {@code role} are taken out of a balancer before they are stopped. */
    public boolean isInFrontOf(Role role) {
        return roles.contains(role);
    }

    /** How a member is taken out and put back. */
    public sealed interface Ways permits Scripts, HaProxy {}

    /** By two programs. Both may be run again for what they have done already. */
    public record Scripts(Hook disable, Hook enable) implements Ways {}

    /**
     * By HAProxy's runtime API: {@code set server BACKEND/SERVER state ...}.
     *
     * @param sockets of each HAProxy that must know: the absolute path of a socket on the coordinator's machine, or {@code host:port}
     * @param backend its name in HAProxy's configuration; may hold variables
     * @param server its name there; may hold variables
     * @param timeoutMs of one question to one HAProxy
     * @param origin the place it was written at, for people
     */
    public record HaProxy(List<String> sockets, String backend, String server, long timeoutMs, String origin)
            implements Ways {

        /** HAProxies that stand beside one another. */
        public static final int SOCKETS_MAX = 16;

        public HaProxy {
            sockets = List.copyOf(sockets);
            if (sockets.isEmpty() || sockets.size() > SOCKETS_MAX || timeoutMs < 1) {
                throw new IllegalArgumentException(sockets.size() + " sockets, " + timeoutMs + " ms");
            }
        }
    }

    /** When a member that was taken out may be stopped. */
    public sealed interface Drain {

        /** After a time. */
        record Wait(long waitMs) implements Drain {}

        /**
         * When it has no connections, or when the time is up: then those that are left are cut.
         *
         * @param command prints their number on its last line; null when HAProxy knows it
         * @param timeoutMs the longest time that is waited
         */
        record Connections(@Nullable Hook command, long timeoutMs) implements Drain {}
    }

    /** The hooks that are run for members of {@link #roles}, with the words that a file calls them by. */
    public SortedMap<String, Hook> memberHooks() {
        SortedMap<String, Hook> hooks = new TreeMap<>();
        if (ways instanceof Scripts scripts) {
            hooks.put("disable", scripts.disable());
            hooks.put("enable", scripts.enable());
        }
        if (drain instanceof Drain.Connections connections && connections.command() != null) {
            hooks.put("drain.connections", connections.command());
        }
        return hooks;
    }

    /** Every hook with the words that a file calls it by, for those who look at all of them. */
    public SortedMap<String, Hook> hooks() {
        SortedMap<String, Hook> hooks = new TreeMap<>(memberHooks());
        checks.forEach((role, hook) -> hooks.put("check." + role, hook));
        if (whole != null) {
            hooks.put("cluster.disable", whole.disable());
            hooks.put("cluster.enable", whole.enable());
        }
        return hooks;
    }
}
