package dev.muster.coordinator.core;

import dev.muster.common.model.HostName;
import dev.muster.common.model.Place;
import dev.muster.common.model.Role;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which ports of other hosts each host tries in the preflight: all where there are at most {@value #PLACES_MAX}; else first those of
 * the roles that few hosts have, which mostly all others need, and then those of the hosts that follow it in the order of their names, around to
 * itself. So every port is tried by several hosts, and a cluster of 1,000 hosts makes some 100,000 connections and not a million.
 */
final class ReachPlan {

    /** How many ports one host tries. */
    static final int PLACES_MAX = 128;

    /** A role with no more hosts than that is one that all need: a master. */
    private static final int FEW_HOSTS = 3;

    private final TreeMap<HostName, List<Place>> places;
    private final List<HostName> ring;
    private final List<Place> needed = new ArrayList<>();

    /** @param places where each host listens, or will */
    ReachPlan(Map<HostName, List<Place>> places) {
        this.places = new TreeMap<>(places);
        this.ring = List.copyOf(this.places.keySet());
        Map<Role, Set<HostName>> hosts = new TreeMap<>();
        this.places.forEach((host, own) ->
                own.forEach(place -> hosts.computeIfAbsent(place.component().role(), role -> new HashSet<>())
                        .add(host)));
        TreeSet<Role> few = new TreeSet<>();
        hosts.forEach((role, those) -> {
            if (those.size() <= FEW_HOSTS) {
                few.add(role);
            }
        });
        this.places.values().forEach(own -> own.stream()
                .filter(place -> few.contains(place.component().role()))
                .forEach(needed::add));
    }

    /** What {@code from} tries, at most {@value #PLACES_MAX}. */
    List<Place> of(HostName from) {
        LinkedHashSet<Place> chosen = new LinkedHashSet<>();
        needed.stream()
                .filter(place -> !place.component().host().equals(from))
                .limit(PLACES_MAX)
                .forEach(chosen::add);
        int own = ring.indexOf(from);
        for (int i = 1; i <= ring.size() && chosen.size() < PLACES_MAX; i++) {
            HostName other = ring.get((Math.max(own, 0) + i) % ring.size());
            if (!other.equals(from)) {
                places.getOrDefault(other, List.of()).stream()
                        .limit(PLACES_MAX)
                        .filter(place -> chosen.size() < PLACES_MAX)
                        .forEach(chosen::add);
            }
        }
        return List.copyOf(chosen);
    }
}
