package dev.muster.coordinator.core;

import dev.muster.common.model.Check;
import dev.muster.common.model.Failure;
import dev.muster.common.model.Firewall;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Place;
import dev.muster.common.model.Unreached;
import dev.muster.common.model.Unreached.Cause;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What all hosts together have found of each other's ports, compressed to the exceptions: one finding for a host that reaches nothing of what
 * others reach, and for the rest one for each port, at the host that has it, however many cannot reach it.
 */
final class ReachFindings {

    private static final int NAMED_MAX = 8;

    /**
     * What one host has tried.
     *
     * @param tried without duplicates
     * @param unreached of those
     */
    record Outcome(List<Place> tried, List<Unreached> unreached) {
        Outcome {
            tried = List.copyOf(tried);
            Set<Place> asked = new HashSet<>(tried);
            // what it was not asked about says nothing, and what is said twice counts once
            Map<Place, Unreached> first = new LinkedHashMap<>();
            unreached.stream()
                    .filter(each -> asked.contains(each.place()))
                    .forEach(each -> first.putIfAbsent(each.place(), each));
            unreached = List.copyOf(first.values());
        }

        private boolean isNothingReached() {
            return tried.size() > 1 && unreached.size() == tried.size();
        }

        private long hosts() {
            return tried.stream()
                    .map(each -> each.component().host())
                    .distinct()
                    .count();
        }
    }

    /** Who cannot reach one port, of how many who tried. */
    private static final class Tally {
        private int tries;
        private final TreeMap<HostName, Unreached> failed = new TreeMap<>();
    }

    private ReachFindings() {}

    /** The name of the check of a port that others do not reach. */
    static String nameOf(Place place) {
        return "port " + place.port() + " (" + place.name() + ") from other hosts";
    }

    /**
     * @param outcomes of every host that has answered
     * @param firewalls of the hosts, as far as they are known
     * @return findings by the host that they are about
     */
    static Map<HostName, List<Check>> of(Map<HostName, Outcome> outcomes, Map<HostName, Firewall> firewalls) {
        Map<HostName, List<Check>> findings = new TreeMap<>();
        Set<Place> reached = new HashSet<>();
        outcomes.values().forEach(outcome -> {
            Set<Place> not = new HashSet<>();
            outcome.unreached().forEach(each -> not.add(each.place()));
            outcome.tried().stream().filter(place -> !not.contains(place)).forEach(reached::add);
        });
        Map<Place, Tally> tallies = new LinkedHashMap<>();
        new TreeMap<>(outcomes).forEach((host, outcome) -> {
            boolean itself =
                    outcome.isNothingReached() && outcome.tried().stream().allMatch(reached::contains);
            if (itself) {
                findings.computeIfAbsent(host, h -> new ArrayList<>()).add(cutOff(host, outcome));
                return;
            }
            outcome.tried().forEach(place -> tallies.computeIfAbsent(place, p -> new Tally()).tries++);
            outcome.unreached().forEach(each -> tallies.computeIfAbsent(each.place(), p -> new Tally())
                    .failed
                    .put(host, each));
        });
        tallies.forEach((place, tally) -> {
            if (!tally.failed.isEmpty()) {
                HostName host = place.component().host();
                Firewall firewall = firewalls.getOrDefault(host, Firewall.UNKNOWN);
                findings.computeIfAbsent(host, h -> new ArrayList<>()).add(closed(place, tally, firewall));
            }
        });
        return findings;
    }

    private static Check cutOff(HostName host, Outcome outcome) {
        Unreached first = outcome.unreached().get(0);
        return Check.failed(
                Check.PORTS_OF_OTHERS,
                null,
                new Failure(
                        "PORTS_NOT_REACHED",
                        host + " reaches none of " + outcome.tried().size() + " ports of " + outcome.hosts()
                                + " other hosts, which others do reach: "
                                + first.cause().words(),
                        "On " + host + ", look at its way out: ip route get "
                                + first.place().address() + " ; sudo iptables -S OUTPUT ; sudo nft list ruleset",
                        outcome.unreached().stream()
                                .limit(NAMED_MAX)
                                .map(each -> words(each.place()) + ": " + each.detail())
                                .toList()));
    }

    private static Check closed(Place place, Tally tally, Firewall firewall) {
        Cause cause = mostFrequent(tally);
        List<String> detail = new ArrayList<>();
        tally.failed.entrySet().stream()
                .limit(NAMED_MAX)
                .forEach(each -> detail.add(
                        "from " + each.getKey() + ": " + each.getValue().detail()));
        if (tally.failed.size() > NAMED_MAX) {
            detail.add("and from " + (tally.failed.size() - NAMED_MAX) + " more");
        }
        return Check.failed(
                nameOf(place),
                place.component().role(),
                new Failure(
                        "PORT_NOT_REACHED",
                        tally.failed.size() + " of " + tally.tries + (tally.tries == 1 ? " host" : " hosts")
                                + " cannot reach " + words(place) + ": " + cause.words(),
                        repair(place, cause, tally.failed.firstKey(), firewall),
                        detail));
    }

    private static Cause mostFrequent(Tally tally) {
        Map<Cause, Integer> counts = new TreeMap<>();
        tally.failed.values().forEach(each -> counts.merge(each.cause(), 1, Integer::sum));
        Cause most = Cause.FAILED;
        int highest = 0;
        for (Map.Entry<Cause, Integer> each : counts.entrySet()) {
            if (each.getValue() > highest) {
                most = each.getKey();
                highest = each.getValue();
            }
        }
        return most;
    }

    private static String repair(Place place, Cause cause, HostName from, Firewall firewall) {
        String address = place.address();
        return switch (cause) {
            case NAME_UNKNOWN, NAME_IS_LOOPBACK ->
                "On " + from + ", add the right address to DNS or /etc/hosts. See: getent hosts " + address;
            case TIMED_OUT, REFUSED, FAILED ->
                "On " + place.component().host() + ": "
                        + firewall.opening(place.port()) + " ; then try from " + from + ": nc -vz " + address + " "
                        + place.port();
            case NO_ROUTE ->
                "On " + from + ": ip route get " + address + " ; when that is right, on "
                        + place.component().host() + ": " + firewall.opening(place.port());
            case OTHER_ANSWERED ->
                "Another machine has that address, or something in between takes the connection. On " + from
                        + ": ip neigh show " + address;
        };
    }

    private static String words(Place place) {
        return place.address() + ":" + place.port() + " (" + place.name() + ")";
    }
}
