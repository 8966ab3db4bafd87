package dev.muster.coordinator.core;

import dev.muster.common.model.ComponentId;
import dev.muster.common.model.ComponentState;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Observation;
import dev.muster.common.model.Role;
import dev.muster.common.model.spec.HostSpec;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All members, in the order of the file, and the questions that are asked of all of them. */
final class Cluster {

    private final Map<HostName, Member> members = new LinkedHashMap<>();
    private final Map<Role, List<Member>> byRole = new TreeMap<>();

    private final InForce inForce;
    private List<Member> parts = List.of();

    Cluster(InForce inForce) {
        this.inForce = inForce;
        redefine(0);
    }

    /**
     * The cluster is defined otherwise now: hosts come, go, and have other roles. What is known of those that stay is kept.
     *
     * @return hosts that are no members any more
     */
    final List<Member> redefine(long nowMs) {
        Map<HostName, Member> before = new LinkedHashMap<>(members);
        members.clear();
        for (HostSpec host : inForce.members().hosts().values()) {
            Member member = before.remove(host.name());
            if (member == null) {
                member = new Member(host);
                member.begin(nowMs);
            } else {
                member.redefine(host, nowMs);
            }
            members.put(host.name(), member);
        }
        byRole.clear();
        for (Role role : inForce.members().roles()) {
            byRole.put(
                    role, members.values().stream().filter(m -> counts(m, role)).toList());
        }
        parts = members.values().stream().filter(this::isPart).toList();
        return List.copyOf(before.values());
    }

    /** Whether the component of {@code role} on {@code member} belongs to what is to be whole now. */
    boolean counts(Member member, Role role) {
        return InForce.has(inForce.counted(), new ComponentId(member.spec.name(), role));
    }

    /** The roles of {@code member} that belong to what is to be whole now. */
    List<Role> roles(Member member) {
        return member.spec.roles().keySet().stream()
                .filter(role -> counts(member, role))
                .toList();
    }

    /** Whether the cluster is not whole without {@code member}: not one that is still to join, or about to leave, with all it has. */
    private boolean isPart(Member member) {
        return member.spec.roles().isEmpty() || !roles(member).isEmpty();
    }

    /** Those without whom the cluster is not whole. */
    List<Member> parts() {
        return parts;
    }

    @Nullable
    Member member(HostName host) {
        return members.get(host);
    }

    /** What to say of a host that is none of them. */
    static Failure unknown(HostName host) {
        return Failure.of(
                "UNKNOWN", "there is no host " + host + " in this cluster", "muster status lists what there is.");
    }

    Collection<Member> all() {
        return Collections.unmodifiableCollection(members.values());
    }

    /** The hosts whose component of {@code role} belongs to what is to be whole now. */
    List<Member> withRole(Role role) {
        return byRole.getOrDefault(role, List.of());
    }

    int size() {
        return members.size();
    }

    long registered() {
        return members.values().stream().filter(Member::isRegistered).count();
    }

    /** Since when the longest silent of those who are registered has said nothing, in milliseconds; 0 when nobody is. */
    long silenceMaxMs(long nowMs) {
        return members.values().stream()
                .filter(Member::isRegistered)
                .mapToLong(member -> nowMs - member.heardAtMs)
                .max()
                .orElse(0);
    }

    /** Whether every component of {@code role} is READY on a host that is there; {@code absent} hosts do not count. */
    boolean isReady(Role role, Set<HostName> absent) {
        return withRole(role).stream()
                .filter(m -> !absent.contains(m.spec.name()))
                .allMatch(m -> m.isRegistered() && m.observation(role).state() == ComponentState.READY);
    }

    /** Whether every component of {@code role} is joined on a host that is there; {@code absent} hosts do not count. */
    boolean isJoined(Role role, Set<HostName> absent) {
        return withRole(role).stream()
                .filter(m -> !absent.contains(m.spec.name()))
                .allMatch(m -> m.isRegistered() && m.observation(role).isJoined());
    }

    /** Whether no component of {@code role} runs on any host that is there. */
    boolean isDown(Role role) {
        return members.values().stream()
                .filter(member -> member.spec.has(role))
                .filter(Member::isRegistered)
                .map(m -> m.observation(role))
                .map(Observation::state)
                .noneMatch(ComponentState::isAlive);
    }
}
