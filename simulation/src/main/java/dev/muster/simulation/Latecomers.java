package dev.muster.simulation;

import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.spec.HostSpec;
import dev.muster.common.model.spec.Requirement;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Hosts whose agents are started late or never, and what the file requires.
 *
 * @param comesMs when somebody starts the agent of a host for the first time; hosts that are not named are started at once
 * @param require of the roles
 */
record Latecomers(SortedMap<HostName, Long> comesMs, SortedMap<Role, Requirement> require) {

    private static final long NEVER = Long.MAX_VALUE;
    private static final int LATE_MAX = 2;
    private static final List<Role> ROLES = List.of(Role.COMPUTE, Role.BACKEND, Role.INDEX);
    private static final List<Requirement> SHARES =
            List.of(Requirement.hosts(1), new Requirement(1, 2), new Requirement(2, 3), new Requirement(80, 100));

    static Latecomers of(Chance chance, Shape shape) {
        TreeMap<HostName, Long> comesMs = new TreeMap<>();
        TreeMap<Role, Requirement> require = new TreeMap<>();
        if (chance.oneIn(2)) {
            return new Latecomers(comesMs, require);
        }
        List<HostName> mayBeLate = new ArrayList<>(shape.hosts());
        mayBeLate.removeAll(shape.coordinators());
        for (long late = chance.between(0, LATE_MAX); late > 0 && !mayBeLate.isEmpty(); late--) {
            HostName host = chance.pick(mayBeLate);
            mayBeLate.remove(host);
            boolean never = chance.oneIn(3) && !mayHaveFormedAlone(shape, host);
            comesMs.put(host, never ? NEVER : chance.between(5_000, 90_000));
        }
        for (Role role : ROLES) {
            if (!chance.oneIn(4)) {
                require.put(role, chance.pick(SHARES));
            }
        }
        return new Latecomers(comesMs, require);
    }

    /**
     * Whether a role that one file gives to this host alone is given to others by another file. If the host never came, they would
     * wait for ever: nobody can tell whether the role was formed there (SEED_NEEDED), and that is meant so.
     */
    private static boolean mayHaveFormedAlone(Shape shape, HostName host) {
        return ROLES.stream()
                .anyMatch(role -> shape.files().stream()
                                .map(file -> file.hostsWith(role))
                                .anyMatch(hosts ->
                                        hosts.size() == 1 && hosts.get(0).name().equals(host))
                        && shape.files().stream()
                                .flatMap(file -> file.hostsWith(role).stream())
                                .anyMatch(other -> !other.name().equals(host)));
    }

    boolean isAway(HostName host, long nowMs) {
        return nowMs < comesMs.getOrDefault(host, 0L);
    }

    /** Hosts that nobody ever starts. */
    List<HostName> never() {
        return comesMs.keySet().stream()
                .filter(host -> comesMs.getOrDefault(host, 0L) == NEVER)
                .toList();
    }

    /** When the last of those has come that come at all. */
    long lastMs() {
        return comesMs.values().stream()
                .mapToLong(at -> at == NEVER ? 0 : at)
                .max()
                .orElse(0);
    }

    /** Whether the requirements let a start go on without all of them, whichever file is in force. */
    boolean mayBeAbsent(Shape shape) {
        return !require.isEmpty()
                && shape.files().stream()
                        .allMatch(file -> file.roles().stream().allMatch(role -> isEnough(file, role)));
    }

    private boolean isEnough(ClusterSpec file, Role role) {
        List<HostSpec> hosts = file.hostsWith(role);
        long there =
                hosts.stream().filter(host -> !comesMs.containsKey(host.name())).count();
        Requirement requirement = require.get(role);
        return there >= (requirement == null ? hosts.size() : requirement.hostsOf(hosts.size()));
    }
}
