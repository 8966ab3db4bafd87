package dev.muster.simulation;

import dev.muster.common.model.AgentStatus;
import dev.muster.common.model.ComponentId;
import dev.muster.common.model.HostName;
import dev.muster.common.model.view.ClusterEvent;
import dev.muster.common.model.view.ClusterView;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** Whether one coordinator takes the vanishing of most agents for its own network, by counting whom it calls lost. */
final class OwnNetworkCheck {

    private static final double SHARE = 0.5;
    private static final int HOSTS_MIN = 3;
    private static final long NEVER = -1;

    private final World world;
    private final SimCoordinator coordinator;
    private final Map<HostName, Long> lostAtMs = new HashMap<>();
    private long suspectedAtMs = NEVER;
    private long patienceOverAtMs = NEVER;

    OwnNetworkCheck(World world, SimCoordinator coordinator) {
        this.world = world;
        this.coordinator = coordinator;
    }

    /** A leadership begins. */
    void begin() {
        lostAtMs.clear();
        suspectedAtMs = NEVER;
        patienceOverAtMs = NEVER;
    }

    /** Something was decided to be told. */
    void told(ClusterEvent event) {
        long now = world.time.nowMs();
        if (event.type() == ClusterEvent.Type.NETWORK_SUSPECTED) {
            suspectedAtMs = now;
        } else if (event.type() == ClusterEvent.Type.NETWORK_BACK) {
            patienceOverAtMs = now - suspectedAtMs >= world.timing.patienceMs() ? now : patienceOverAtMs;
            suspectedAtMs = NEVER;
        } else if (event.type() == ClusterEvent.Type.HOST_LOST) {
            lost(Objects.requireNonNull(event.host()), now);
        }
    }

    private void lost(HostName host, long now) {
        if (suspectedAtMs != NEVER) {
            throw violation(host + " is called lost while the own network is suspected");
        }
        if (patienceOverAtMs != now) {
            lostAtMs.put(host, now);
            areFew(now);
        }
    }

    private void areFew(long now) {
        ClusterView view = Objects.requireNonNull(coordinator.view());
        lostAtMs.values().removeIf(at -> now - at > world.timing.leaseMs());
        long lost = view.hosts().stream()
                .filter(h -> h.status() == AgentStatus.LOST && lostAtMs.containsKey(h.name()))
                .count();
        long maintained = view.hosts().stream()
                .filter(h -> h.status() == AgentStatus.MAINTENANCE)
                .count();
        long all = lost + view.hostsReady();
        // whether the agents of those in maintenance are there is not shown: they may be, or not
        if (all >= HOSTS_MIN && lost > SHARE * (all + maintained)) {
            throw violation(lost + " of " + (all + maintained) + " are called lost within one lease");
        }
    }

    /** A component's turn has come. */
    void starting(ComponentId id) {
        if (suspectedAtMs != NEVER) {
            throw violation(id + " is wanted while the own network is suspected");
        }
    }

    private static Violation violation(String what) {
        return new Violation(Invariant.OWN_NETWORK, what);
    }
}
