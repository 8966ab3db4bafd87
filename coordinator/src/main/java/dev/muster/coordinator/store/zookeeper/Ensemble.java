package dev.muster.coordinator.store.zookeeper;

import dev.muster.common.model.HostName;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.settings.MusterSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * The ZooKeeper servers of a cluster with standby coordinators: one on each coordinator host, the master's first, then the
 * standbys in the order of the file. A server's number is its place, so the order may not change while there are data.
 *
 * @param members two to five
 * @param ports the same on all of them
 */
public record Ensemble(List<Member> members, Ports ports) {

    /** Unit of time of the servers, in milliseconds. */
    static final int TICK_MS = 500;

    /** A server that follows may be this many ticks behind: 4 s. */
    private static final int SYNC_TICKS = 8;

    /** A server that joins gets this many ticks for the data: 15 s. */
    private static final int INIT_TICKS = 30;

    private static final int SESSION_MIN_MS = 2_000;
    private static final int SESSION_MAX_MS = 20_000;
    private static final int CONNECTIONS_MAX = 60;
    private static final int SNAPSHOTS_KEPT = 3;
    private static final int PURGE_HOURS = 1;

    public Ensemble {
        members = List.copyOf(members);
    }

    /**
     * One server.
     *
     * @param host of cluster.json
     * @param address where the others reach it
     */
    public record Member(HostName host, String address) {
        private String inUrl() {
            return address.contains(":") ? "[" + address + "]" : address;
        }
    }

    /**
     * Where the servers listen.
     *
     * @param client for coordinators
     * @param peer for the servers that follow
     * @param election for votes
     */
    public record Ports(int client, int peer, int election) {}

    /** Those of a cluster: its master and its standbys. */
    public static Ensemble of(ClusterSpec spec, MusterSettings.Store.Ensemble ports) {
        return new Ensemble(
                spec.coordinators().stream()
                        .map(host -> new Member(host.name(), host.reachableAt()))
                        .toList(),
                new Ports(ports.clientPort(), ports.peerPort(), ports.electionPort()));
    }

    /** {@code host:port,host:port} of the servers that components may use too; empty when the coordinator's own is all there is. */
    public static String forComponents(ClusterSpec spec, MusterSettings.Store settings) {
        if (!settings.isEmbedded()) {
            return settings.zookeeper();
        }
        return spec.coordinators().size() == 1
                ? ""
                : of(spec, settings.ensemble()).clients();
    }

    /** {@code host:port,host:port} for clients. */
    public String clients() {
        return members.stream()
                .map(member -> member.inUrl() + ":" + ports.client())
                .collect(Collectors.joining(","));
    }

    /** {@code host:port} for the client on {@code host} itself. */
    String client(HostName host) {
        return members.get(numberOf(host) - 1).inUrl() + ":" + ports.client();
    }

    /** The number of {@code host}, from 1. */
    int numberOf(HostName host) {
        for (int i = 0; i < members.size(); i++) {
            if (members.get(i).host().equals(host)) {
                return i + 1;
            }
        }
        throw new IllegalArgumentException(host + " is no member of " + members);
    }

    /** The hosts, one a line: what {@link StoreDirectory} remembers. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        members.forEach(member -> lines.add(member.host().value()));
        return lines;
    }

    /** ZooKeeper's own configuration of the member whose data are in {@code directory}. */
    Properties configuration(String directory) {
        Properties properties = new Properties();
        properties.setProperty("dataDir", directory);
        properties.setProperty("tickTime", Integer.toString(TICK_MS));
        properties.setProperty("initLimit", Integer.toString(INIT_TICKS));
        properties.setProperty("syncLimit", Integer.toString(SYNC_TICKS));
        properties.setProperty("minSessionTimeout", Integer.toString(SESSION_MIN_MS));
        properties.setProperty("maxSessionTimeout", Integer.toString(SESSION_MAX_MS));
        properties.setProperty("maxClientCnxns", Integer.toString(CONNECTIONS_MAX));
        properties.setProperty("autopurge.snapRetainCount", Integer.toString(SNAPSHOTS_KEPT));
        properties.setProperty("autopurge.purgeInterval", Integer.toString(PURGE_HOURS));
        properties.setProperty("reconfigEnabled", "false");
        for (int i = 0; i < members.size(); i++) {
            String host = members.get(i).inUrl();
            properties.setProperty(
                    "server." + (i + 1),
                    host + ":" + ports.peer() + ":" + ports.election() + ";" + host + ":" + ports.client());
        }
        return properties;
    }
}
