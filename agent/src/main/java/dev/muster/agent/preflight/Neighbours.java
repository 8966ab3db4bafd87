package dev.muster.agent.preflight;

import dev.muster.common.model.Check;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Place;
import dev.muster.common.model.Unreached;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks whether this machine is who its cluster.json says it is, and whether it reaches where components of other hosts listen.
 * Blocks for as long as names are looked up, and for {@value #CONNECT_MS} ms at most after that.
 */
public final class Neighbours {

    private static final String LOOPBACK = "NAME_IS_LOOPBACK";
    private static final long CONNECT_MS = 2_000;

    private final Resolver resolver;
    private final OwnName ownName;

    /** With this machine's own resolver. */
    public Neighbours() {
        this(InetAddress::getAllByName, OwnName.ofThisMachine());
    }

    Neighbours(Resolver resolver, OwnName ownName) {
        this.resolver = resolver;
        this.ownName = ownName;
    }

    /** Looks names up, and takes addresses as they are. */
    interface Resolver {
        InetAddress[] all(String name) throws UnknownHostException;
    }

    /**
     * @param own address of this host, as cluster.json names it
     * @param places that should answer
     */
    public List<Check> look(String own, List<Place> places) {
        List<Check> checks = new ArrayList<>();
        boolean loopback = HostName.namesLoopback(own);
        checks.add(own(own, loopback));
        if (!places.isEmpty()) {
            checks.add(reached(places, loopback));
        }
        return checks;
    }

    /** The check of the host's own address; with what repairs it. */
    Check lookAtOwn(String own) {
        return own(own, HostName.namesLoopback(own));
    }

    /** What repairs {@link #lookAtOwn}; empty when it is left to a person. */
    Optional<Fixes.Deed> repair(Check check, String own) {
        Failure failure = check.failure();
        return failure != null && failure.code().equals(LOOPBACK) ? ownName.repair(own) : Optional.empty();
    }

    private Check own(String own, boolean loopback) {
        Check check = seen(own, loopback);
        return repair(check, own).map(deed -> check.fixable(deed.told())).orElse(check);
    }

    private Check seen(String own, boolean loopback) {
        String name = "address " + own;
        try {
            InetAddress[] all = resolver.all(own);
            for (InetAddress each : all) {
                if (!loopback && each.isLoopbackAddress()) {
                    return Check.failed(
                            name,
                            null,
                            Failure.of(
                                    LOOPBACK,
                                    own + " is " + each.getHostAddress()
                                            + " here: components would listen where no other machine reaches them",
                                    "Take the line of " + own
                                            + " with 127.0.0.1 or 127.0.1.1 out of /etc/hosts, or give the host an"
                                            + " \"address\" in cluster.json. See: getent hosts " + own));
                }
                if (NetworkInterface.getByInetAddress(each) == null && !each.isLoopbackAddress()) {
                    return Check.failed(
                            name,
                            null,
                            Failure.of(
                                    "ADDRESS_NOT_LOCAL",
                                    "this machine does not have the address " + each.getHostAddress() + " of " + own,
                                    "Compare with: ip address ; then correct the host in cluster.json."));
                }
            }
            return Check.ok(name, null, "is this machine's");
        } catch (IOException e) {
            return Check.failed(
                    name,
                    null,
                    Failure.of(
                            "NAME_UNKNOWN",
                            "this machine does not know the name " + own,
                            "Add it to DNS or /etc/hosts. See: getent hosts " + own));
        }
    }

    private Check reached(List<Place> places, boolean loopback) {
        List<Unreached> wrong = attempt(places, List.of(), loopback);
        long hosts =
                places.stream().map(each -> each.component().host()).distinct().count();
        String tried = count(places.size(), "port") + " of " + count(hosts, "host");
        return wrong.isEmpty()
                ? Check.ok(Check.PORTS_OF_OTHERS, null, tried + " reached")
                : Check.failed(
                        Check.PORTS_OF_OTHERS,
                        null,
                        new Failure(
                                "PORTS_NOT_REACHED",
                                wrong.size() + " of " + tried + " are not reached from here",
                                "\"no answer\" is a firewall's or a router's, \"refused\" that nothing listens there (any more):"
                                        + " try nc -vz ADDRESS PORT, and open the port between the machines.",
                                wrong.stream()
                                        .map(each -> words(each.place()) + ": " + each.detail())
                                        .sorted()
                                        .toList()));
    }

    /**
     * Tries to reach places of other hosts. Blocks as {@link #look} does.
     *
     * @param own address of this host, as cluster.json names it
     * @param components where components listen
     * @param agents where agents listen for the preflight, and say so
     */
    public List<Unreached> reach(String own, List<Place> components, List<Place> agents) {
        return attempt(components, agents, HostName.namesLoopback(own));
    }

    private List<Unreached> attempt(List<Place> components, List<Place> agents, boolean loopback) {
        try (Attempts attempts = new Attempts(resolver, loopback)) {
            components.forEach(attempts::begin);
            agents.forEach(attempts::beginGreeted);
            return attempts.await(CONNECT_MS);
        } catch (IOException e) {
            List<Unreached> all = new ArrayList<>();
            components.forEach(place -> all.add(Attempts.failed(place, e)));
            agents.forEach(place -> all.add(Attempts.failed(place, e)));
            return all;
        }
    }

    private static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    private static String words(Place place) {
        return place.component() + " " + place.address() + " port " + place.port() + " (" + place.name() + ")";
    }
}
