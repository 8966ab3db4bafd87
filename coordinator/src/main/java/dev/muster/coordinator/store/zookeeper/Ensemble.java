package dev.muster.coordinator.store.zookeeper;

import dev.muster.common.model.HostName;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.settings.MusterSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
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
            return inUrl(address);
        }

        /** {@code host:port} for components of this machine. */
        private String local(Ports ports) {
            return inUrl(localAddress()) + ":" + ports.local();
        }

        private String localAddress() {
            return HostName.parse(address)
                    .map(EmbeddedZookeeper::addressFor)
                    .map(InetAddress::getHostAddress)
                    .orElse("127.0.0.1");
        }

        private static String inUrl(String address) {
            return address.contains(":") ? "[" + address + "]" : address;
        }
    }

    /**
     * Where the servers listen.
     *
     * @param client for coordinators
     * @param local where {@code client} takes coordinators' certificates only: for components of the same machine, at a loopback
     *     address, not encrypted
     * @param peer for the servers that follow
     * @param election for votes
     */
    public record Ports(int client, int local, int peer, int election) {}

    /** Those of a cluster: its master and its standbys. */
    public static Ensemble of(ClusterSpec spec, MusterSettings.Store.Ensemble ports) {
        return new Ensemble(
                spec.coordinators().stream()
                        .map(host -> new Member(host.name(), host.reachableAt()))
                        .toList(),
                new Ports(ports.clientPort(), ports.localPort(), ports.peerPort(), ports.electionPort()));
    }

    /**
     * {@code host:port,host:port} of the servers that components of a host may use too; hosts without any are left out. Where only
     * coordinators' certificates are taken, that is the server of the same machine, and on hosts without a coordinator none.
     *
     * @param encrypted whether the cluster has certificates
     */
    public static SortedMap<HostName, String> forComponents(
            ClusterSpec spec, MusterSettings.Store settings, boolean encrypted) {
        SortedMap<HostName, String> servers = new TreeMap<>();
        if (settings.isEmbedded() && spec.coordinators().size() == 1) {
            return servers;
        }
        Ensemble ensemble = of(spec, settings.ensemble());
        if (settings.isEmbedded() && encrypted) {
            ensemble.members.forEach(member -> servers.put(member.host(), member.local(ensemble.ports)));
            return servers;
        }
        String all = settings.isEmbedded() ? ensemble.clients() : settings.zookeeper();
        spec.hosts().keySet().forEach(host -> servers.put(host, all));
        return servers;
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

    /**
     * Where the member of {@code host} listens.
     *
     * @param encrypted whether it takes coordinators' certificates only
     */
    List<InetSocketAddress> listens(HostName host, boolean encrypted) {
        Member member = members.get(numberOf(host) - 1);
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (int port : List.of(ports.client(), ports.peer(), ports.election())) {
            addresses.add(new InetSocketAddress(member.address(), port));
        }
        if (encrypted) {
            addresses.add(new InetSocketAddress(member.localAddress(), ports.local()));
        }
        return addresses;
    }

    /**
     * ZooKeeper's own configuration of the member of {@code self}, whose data are in {@code directory}.
     *
     * @param encrypted whether clients from elsewhere must show certificates
     */
    Properties configuration(String directory, HostName self, boolean encrypted) {
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
            String servers = host + ":" + ports.peer() + ":" + ports.election();
            properties.setProperty(
                    "server." + (i + 1), encrypted ? servers : servers + ";" + host + ":" + ports.client());
        }
        if (encrypted) {
            Member own = members.get(numberOf(self) - 1);
            properties.setProperty("secureClientPort", Integer.toString(ports.client()));
            properties.setProperty("secureClientPortAddress", own.address());
            properties.setProperty("clientPort", Integer.toString(ports.local()));
            properties.setProperty("clientPortAddress", own.localAddress());
        } else {
            properties.setProperty("serverCnxnFactory", "org.apache.zookeeper.server.NIOServerCnxnFactory");
        }
        return properties;
    }
}
