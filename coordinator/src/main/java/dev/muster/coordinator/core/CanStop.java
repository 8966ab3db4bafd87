package dev.muster.coordinator.core;

import dev.muster.common.model.ComponentId;
import dev.muster.common.model.ComponentState;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.change.Phase;
import dev.muster.common.model.spec.HostSpec;
import dev.muster.common.model.spec.RoleRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether hosts can be stopped together without the cluster losing something. Decides nothing and changes nothing.
 *
 * <p>A member counts as up when its agent is there, it is READY, it is not out of its balancer for maintenance, and nobody has its host in
 * maintenance: that one may be taken down at any moment. What is not up loses nothing by a stop.
 */
final class CanStop {

    private final CoordinatorCore.World world;
    private final DurableState durable;
    private final Set<HostName> hosts;
    private final String who;

    /** @param who would stop them */
    CanStop(CoordinatorCore.World world, DurableState durable, Set<HostName> hosts, String who) {
        this.who = who;
        this.world = world;
        this.durable = durable;
        this.hosts = new TreeSet<>(hosts);
    }

    /** What speaks against it, most important first; empty when nothing does. */
    List<Failure> reasons() {
        List<Failure> reasons = new ArrayList<>();
        coordinators().ifPresent(reasons::add);
        for (RoleRules rule : world.inForce.rules().values()) {
            long stopped = up(rule.role(), true).size();
            if (stopped > 0) {
                lastOfRole(rule.role()).ifPresent(reasons::add);
                if (rule.holdsData()) {
                    data(rule.role(), stopped).ifPresent(reasons::add);
                }
            }
        }
        change().ifPresent(reasons::add);
        Locked.againstStop(durable, who, world.cluster, hosts).ifPresent(reasons::add);
        return reasons;
    }

    private Optional<Failure> coordinators() {
        List<HostName> all = world.inForce.current().spec().coordinators().stream()
                .map(HostSpec::name)
                .toList();
        long left = all.stream()
                .filter(host -> !hosts.contains(host) && isThere(world.cluster.member(host)))
                .count();
        boolean any = all.stream().anyMatch(host -> hosts.contains(host) && isThere(world.cluster.member(host)));
        return !any || 2 * left > all.size()
                ? Optional.empty()
                : Optional.of(Failure.of(
                        "STOPS_COORDINATORS",
                        left + " of " + all.size()
                                + " coordinator hosts would be left, and the cluster needs more than half of them",
                        all.size() == 1
                                ? "Standby hosts (\"standby\": true in cluster.json) would let it go on without this one."
                                : "Bring the others back first: muster hosts --missing --commands"));
    }

    private Optional<Failure> lastOfRole(Role role) {
        return up(role, false).isEmpty()
                ? Optional.of(Failure.of(
                        "STOPS_LAST_OF_ROLE",
                        "no member of " + role + " would be left that is ready",
                        "See the others of the role: muster status"))
                : Optional.empty();
    }

    /** The hosts of a role that has its data among them: one at a time, while all others have joined. */
    private Optional<Failure> data(Role role, long stopped) {
        if (stopped > 1) {
            return Optional.of(Failure.of(
                    "STOPS_SEVERAL_OF_ROLE",
                    stopped + " members of " + role + " would be stopped at once, and its data lies among them",
                    "Stop one, wait until it is back, then the next."));
        }
        return new Wholeness(world.cluster, world.readiness, durable.restraints())
                .lacking(
                        role,
                        id -> hosts.contains(id.host()),
                        durable.restraints().maintenance().keySet())
                .map(why -> Failure.of(
                        Wholeness.CODE,
                        role + " has its data among its hosts, and is not whole: " + why,
                        "Wait until all others have joined: muster wait --for ready --role " + role));
    }

    /** A change that goes on, and waits for, or is at, something of these hosts or of a role of theirs. */
    private Optional<Failure> change() {
        Change change = durable.change();
        if (change == null || change.status().isOver()) {
            return Optional.empty();
        }
        Set<Role> roles = hosts.stream()
                .map(world.cluster::member)
                .filter(Objects::nonNull)
                .flatMap(member -> member.spec.roles().keySet().stream())
                .collect(Collectors.toSet());
        boolean isTouched = change.steps().stream()
                .anyMatch(step -> step.phase().isUnderWay()
                                && roles.contains(step.component().role())
                        || step.phase() == Phase.PENDING
                                && hosts.contains(step.component().host()));
        return isTouched ? Optional.of(ChangeDesk.inProgress(change)) : Optional.empty();
    }

    /** Members of a role that are up: those that would be stopped, or the others. */
    private List<Member> up(Role role, boolean ofThese) {
        return world.cluster.withRole(role).stream()
                .filter(member -> hosts.contains(member.spec.name()) == ofThese)
                .filter(member -> ofThese ? isReady(member, role) : isUp(member, role))
                .toList();
    }

    private boolean isUp(Member member, Role role) {
        return isReady(member, role)
                && !durable.restraints().isMaintained(member.spec.name())
                && !durable.restraints().drained().containsKey(new ComponentId(member.spec.name(), role));
    }

    private static boolean isReady(Member member, Role role) {
        return isThere(member) && member.observation(role).state() == ComponentState.READY;
    }

    private static boolean isThere(@Nullable Member member) {
        return member != null && member.isRegistered();
    }
}
