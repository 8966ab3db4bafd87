package dev.muster.coordinator.board;

import dev.muster.common.engine.Clock;
import dev.muster.common.model.AgentStatus;
import dev.muster.common.model.HostName;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.view.ClusterEvent;
import dev.muster.common.model.view.ClusterView;
import dev.muster.common.model.view.ClusterView.HostView;
import dev.muster.common.model.view.Missing;
import dev.muster.coordinator.core.AwayHost;
import dev.muster.coordinator.sessions.AttemptListener;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The hosts that are waited for and the cause of each, brought up to date by {@link #judge}. One thread judges and reminds;
 * {@link #completed} may be called from any.
 */
public final class WaitingBoard implements AutoCloseable {

    /** For so long a host is only on its way; what it came up against by itself is told at once. */
    static final long GRACE_MS = 15_000;

    private final HostName self;
    private final Tries tries;
    private final @Nullable Lookout lookout;
    private final Causes causes;
    private final Predicate<HostName> joined;
    private final Clock clock;
    private final Map<HostName, Standing> standings = new LinkedHashMap<>();
    private volatile Map<HostName, Missing> now = Map.of();

    /**
     * Everything that a cause is found from. As long as it is the same the cause is: with thousands of hosts missing, putting
     * each one into words once a second would cost the thread that decides.
     */
    private record Known(Signs signs, boolean joined) {}

    /** How long a host has been missing, since when for this cause, and which cause was told last. */
    private static final class Standing {
        final long missingSinceMs;
        String told = "";
        long causeSinceMs;
        Known known;
        Missing missing;

        Standing(long nowMs, Known known, Missing missing) {
            this.missingSinceMs = nowMs;
            this.causeSinceMs = nowMs;
            this.known = known;
            this.missing = missing;
        }

        String code() {
            return missing.cause().code();
        }

        void become(Known next, Missing why, long nowMs) {
            if (!why.cause().code().equals(code())) {
                causeSinceMs = nowMs;
            }
            known = next;
            missing = why;
        }
    }

    /**
     * @param self this coordinator's host
     * @param looks whether machines are looked at: names looked up, connections tried
     * @param joined whether a host has a certificate of this cluster, where certificates are issued
     */
    public static WaitingBoard of(
            ClusterSpec spec,
            HostName self,
            int agentsPort,
            boolean looks,
            Remedy remedy,
            Predicate<HostName> joined,
            Clock clock) {
        boolean loopbackOnly =
                spec.hosts().values().stream().allMatch(host -> HostName.namesLoopback(host.reachableAt()));
        Lookout lookout = looks ? new Lookout(new TcpEye(agentsPort, loopbackOnly), clock) : null;
        return new WaitingBoard(self, new Tries(spec.hosts().keySet()), lookout, new Causes(remedy), joined, clock);
    }

    WaitingBoard(
            HostName self,
            Tries tries,
            @Nullable Lookout lookout,
            Causes causes,
            Predicate<HostName> joined,
            Clock clock) {
        this.self = self;
        this.tries = tries;
        this.lookout = lookout;
        this.causes = causes;
        this.joined = joined;
        this.clock = clock;
    }

    /** The cluster is defined like this from now on. */
    public void follow(ClusterSpec spec) {
        tries.follow(spec.hosts().keySet());
    }

    /** Who is to be told of every try to connect. */
    public AttemptListener attempts() {
        return tries;
    }

    /**
     * Finds the cause of each anew, and has machines looked at whose time has come. Does not block.
     *
     * @param absent everybody who is waited for, in the order of the file
     * @return what is to be told: causes that have changed
     */
    public List<ClusterEvent> judge(List<AwayHost> absent) {
        long nowMs = clock.nowMs();
        if (lookout != null) {
            lookout.follow(absent.stream()
                    .map(AwayHost::host)
                    .filter(host -> !host.name().equals(self))
                    .toList());
        }
        Map<HostName, Standing> before = new HashMap<>(standings);
        standings.clear();
        Map<HostName, Missing> found = new LinkedHashMap<>();
        for (AwayHost each : absent) {
            HostName name = each.host().name();
            Standing standing = standing(before.get(name), new Known(signs(each, nowMs), joined.test(name)), nowMs);
            standings.put(name, standing);
            found.put(name, standing.missing.aged(nowMs - standing.causeSinceMs));
        }
        now = found;
        return changes(nowMs);
    }

    private Standing standing(@Nullable Standing before, Known known, long nowMs) {
        if (before == null) {
            return new Standing(nowMs, known, causes.of(known.signs, known.joined, 0));
        }
        if (!before.known.equals(known)) {
            before.become(known, causes.of(known.signs, known.joined, 0), nowMs);
        }
        return before;
    }

    private Signs signs(AwayHost absent, long nowMs) {
        HostName name = absent.host().name();
        Optional<Lookout.Sight> sight = lookout == null ? Optional.empty() : lookout.of(name);
        InetAddress address = sight.map(Lookout.Sight::address).orElse(null);
        return new Signs(
                name,
                absent.host().reachableAt(),
                name.equals(self),
                absent.status() == AgentStatus.LOST,
                tries.refusedOf(name).orElse(null),
                address == null || address.isLoopbackAddress()
                        ? null
                        : tries.otherwise(name, address, nowMs).orElse(null),
                sight.map(Lookout.Sight::look).orElse(null));
    }

    private List<ClusterEvent> changes(long nowMs) {
        Map<HostName, Missing> changed = new LinkedHashMap<>();
        standings.forEach((host, standing) -> {
            boolean isOnItsWay = standing.told.isEmpty() && nowMs - standing.missingSinceMs < GRACE_MS;
            boolean cameUpAgainstIt = tries.refusedOf(host).isPresent();
            if (!standing.code().equals(standing.told) && (!isOnItsWay || cameUpAgainstIt)) {
                standing.told = standing.code();
                changed.put(host, standing.missing);
            }
        });
        return MissingEvents.of(changed);
    }

    /** Everybody who is still missing, as of the last {@link #judge}: told beside a reminder that the cluster waits. */
    public List<ClusterEvent> remind() {
        Map<HostName, Missing> all = new LinkedHashMap<>();
        standings.forEach((host, standing) -> {
            standing.told = standing.code();
            all.put(host, standing.missing);
        });
        return MissingEvents.of(all);
    }

    /** {@code view} with the cause of each host that is not there. */
    public ClusterView completed(ClusterView view) {
        Map<HostName, Missing> known = now;
        if (known.isEmpty()) {
            return view;
        }
        List<HostView> hosts = new ArrayList<>(view.hosts().size());
        for (HostView host : view.hosts()) {
            Missing missing = known.get(host.name());
            boolean isAway = host.status() == AgentStatus.AWAITED || host.status() == AgentStatus.LOST;
            hosts.add(missing == null || !isAway ? host : host.missing(missing));
        }
        return view.withHosts(hosts);
    }

    /** This coordinator leads no longer: it knows of nobody why he is away. */
    public void forget() {
        tries.forget();
        now = Map.of();
    }

    @Override
    public void close() {
        if (lookout != null) {
            lookout.close();
        }
    }
}
