package dev.muster.coordinator.core;

/**
 * When an agent counts as gone.
 *
 * @param heartbeatMs interval of heartbeats, both ways
 * @param leaseMs silence after which a host counts as lost; at least three heartbeats
 * @param vanishShare when more than this share of the agents vanish together, the coordinator's own network is suspected; from
 *     0 to 1, which is never
 * @param vanishPatienceMs how long it is suspected at most
 */
public record SessionSettings(long heartbeatMs, long leaseMs, double vanishShare, long vanishPatienceMs) {

    public SessionSettings {
        if (leaseMs < 3 * heartbeatMs) {
            throw new IllegalArgumentException("the lease must be at least three heartbeats");
        }
        if (vanishShare < 0 || vanishShare > 1) {
            throw new IllegalArgumentException("no share: " + vanishShare);
        }
    }
}
