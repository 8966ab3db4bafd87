package dev.muster.common.spec;

import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.spec.HostEntry.Address;
import dev.muster.common.spec.HostEntry.Standby;
import dev.muster.common.spec.HostMerge.Merged;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What must hold between the hosts of a cluster. A rule that one entry breaks for many hosts is reported once. */
final class ClusterRules {

    private static final int NAMED_MAX = 3;
    private static final int STANDBY_MAX = 4;

    private final List<Merged> hosts;
    private final Problems problems;
    private final Set<String> reported = new HashSet<>();

    ClusterRules(List<Merged> hosts, Problems problems) {
        this.hosts = hosts;
        this.problems = problems;
    }

    /** Every rule but the one that there is a master. */
    void check() {
        oneMaster();
        ownAddresses();
        loopbackApart();
        standbys();
        hosts.forEach(this::somethingToDo);
    }

    /** Whether a host has the role master. */
    boolean hasMaster() {
        return hosts.stream().anyMatch(h -> h.spec().has(Role.MASTER));
    }

    private void oneMaster() {
        List<Merged> masters =
                hosts.stream().filter(h -> h.spec().has(Role.MASTER)).toList();
        if (masters.size() < 2) {
            return;
        }
        Merged first = masters.get(0);
        Span firstAt = masterAt(first);
        Map<Span, List<String>> further = new LinkedHashMap<>();
        for (Merged master : masters.subList(1, masters.size())) {
            Span at = masterAt(master);
            Span shown = at.offset() == firstAt.offset() ? master.key() : at;
            further.computeIfAbsent(Span.at(shown.offset(), shown.length()), span -> new ArrayList<>())
                    .add(master.spec().name().value());
        }
        String hint = Quoted.of(first.spec().name().value()) + " on line " + problems.lineOf(firstAt)
                + " already has it; for standby coordinators use \"standby\": true";
        further.forEach((at, names) -> {
            String message =
                    names.size() == 1 ? "a second \"master\": " : "\"master\" for " + names.size() + " more hosts: ";
            problems.add(ProblemCode.SECOND_MASTER, at, message + some(names), hint);
        });
    }

    private static Span masterAt(Merged master) {
        Span at = master.grantedAt().get(Role.MASTER);
        return at == null ? master.key() : at;
    }

    private static String some(List<String> names) {
        String shown = names.stream().limit(NAMED_MAX).map(Quoted::bare).collect(Collectors.joining(", "));
        return names.size() > NAMED_MAX ? shown + ", ..." : shown;
    }

    private void ownAddresses() {
        Map<String, Merged> owners = new HashMap<>();
        for (Merged host : hosts) {
            Merged owner = owners.putIfAbsent(host.spec().reachableAt(), host);
            if (owner != null) {
                oneAddress(owner, host);
            }
        }
    }

    private void oneAddress(Merged owner, Merged host) {
        Address address = host.address();
        Address ownersAddress = owner.address();
        String name = Quoted.of(host.spec().name().value());
        String other = Quoted.of(owner.spec().name().value());
        if (address != null
                && ownersAddress != null
                && address.at().offset() == ownersAddress.at().offset()) {
            String message = "one address for " + other + ", for " + name + " and perhaps for more hosts";
            once(ProblemCode.ADDRESS_SHARED, address.at(), message, "give each host its own");
        } else {
            Span at = address == null ? host.key() : address.at();
            String message = "host " + name + " has the address of " + other;
            once(ProblemCode.ADDRESS_TWICE, at, message, "the other is on line " + problems.lineOf(owner.key()));
        }
    }

    private void loopbackApart() {
        List<Merged> loopback =
                hosts.stream().filter(h -> reached(h).isLoopback()).toList();
        List<Merged> others =
                hosts.stream().filter(h -> !reached(h).isLoopback()).toList();
        if (loopback.isEmpty() || others.isEmpty()) {
            return;
        }
        Merged first = loopback.get(0);
        String message = "host " + Quoted.of(first.spec().name().value())
                + (loopback.size() > 1 ? " and " + (loopback.size() - 1) + " more are" : " is")
                + " reachable from its own machine only";
        List<Merged> real = others.stream()
                .filter(h -> reached(h).isIpv4() || reached(h).isIpv6())
                .toList();
        Merged other = real.isEmpty() ? others.get(0) : real.get(0);
        String hint = Quoted.of(other.spec().name().value()) + " on line " + problems.lineOf(other.key())
                + " is another machine; write an address that it can reach";
        problems.add(
                real.isEmpty() ? ProblemCode.LOOPBACK_NAME : ProblemCode.LOOPBACK_MIXED, first.key(), message, hint);
    }

    private static HostName reached(Merged host) {
        return new HostName(host.spec().reachableAt());
    }

    private void standbys() {
        List<Merged> standbys = hosts.stream().filter(h -> h.spec().standby()).toList();
        for (Merged host : standbys) {
            Standby standby = host.standby();
            if (standby != null && host.spec().has(Role.MASTER)) {
                String message = "the host of the master is a coordinator already";
                once(ProblemCode.STANDBY_IS_MASTER, standby.at(), message, "remove \"standby\" here");
            }
        }
        standbyCount(standbys.stream().filter(h -> !h.spec().has(Role.MASTER)).toList());
    }

    private void standbyCount(List<Merged> standbys) {
        int count = standbys.size();
        if (count % 2 == 0 && count <= STANDBY_MAX) {
            return;
        }
        Standby first = standbys.get(0).standby();
        String message = count > STANDBY_MAX
                ? count + " standby hosts are more than " + STANDBY_MAX
                : count + " standby host" + (count == 1 ? "" : "s")
                        + " and the master have no majority when one half is lost";
        once(
                ProblemCode.STANDBY_COUNT,
                first == null ? standbys.get(0).key() : first.at(),
                message,
                "mark 2 or 4 hosts");
    }

    private void somethingToDo(Merged host) {
        HostEntry entry = host.claim().nearest();
        boolean understood = !entry.isFaulty() && !problems.has(ProblemCode.UNKNOWN_GROUP);
        if (understood && host.spec().roles().isEmpty() && !host.spec().standby()) {
            String message = "host " + Quoted.of(host.spec().name().value()) + " has no role";
            once(ProblemCode.NOTHING_TO_DO, host.key(), message, "give it one, or remove the host");
        }
        entry.directories().forEach((role, directory) -> {
            if (!host.spec().has(role)) {
                String message = "\"dirs\" names a folder for " + Quoted.of(role.value()) + ", which "
                        + Quoted.of(host.spec().name().value()) + " has not";
                once(ProblemCode.DIRECTORY_UNUSED, directory.at(), message, "");
            }
        });
    }

    private void once(ProblemCode code, Span at, String message, String hint) {
        if (reported.add(code.id() + "@" + at.offset())) {
            problems.add(code, at, message, hint);
        }
    }
}
