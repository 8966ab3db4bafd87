package dev.muster.cli.command;

import dev.muster.cli.console.PortTable;
import dev.muster.cli.console.PortTable.Reach;
import dev.muster.cli.console.PortTable.Row;
import dev.muster.common.component.ComponentCatalog;
import dev.muster.common.component.ComponentDefinition;
import dev.muster.common.component.ComponentPorts;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.plan.LaunchPlan.Port;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.spec.HostSpec;
import dev.muster.common.settings.MusterSettings;
import dev.muster.coordinator.auth.AccessMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Works out who listens where from cluster.json, the settings and the component definitions. Pure. */
public final class Listeners {

    private static final String NOTHING = "nothing";
    private static final String CERTIFICATES = "TLS, certificates";

    /** Whoever connects may do nothing with the cluster's nodes. */
    private static final String PASSWORD = "the nodes' password";

    /** Alike components are told together; beyond so many kinds of unlike ones of a role the rest is counted. */
    private static final int GROUPS_MAX = 4;

    private final ClusterSpec spec;
    private final MusterSettings settings;
    private final boolean encrypted;

    private Listeners(ClusterSpec spec, MusterSettings settings, boolean encrypted) {
        this.spec = spec;
        this.settings = settings;
        this.encrypted = encrypted;
    }

    /**
     * All of them, the other machines' too, as far as those have the same settings.
     *
     * @param spec completed by {@code catalog}
     * @param scheme of the coordinators' URLs: {@code https} where the cluster has certificates
     */
    public static PortTable of(ClusterSpec spec, ComponentCatalog catalog, MusterSettings settings, String scheme) {
        Listeners listeners = new Listeners(spec, settings, scheme.equals("https"));
        List<Row> rows = new ArrayList<>(listeners.coordinators());
        ComponentPorts ports = new ComponentPorts(catalog, spec);
        for (Role role : spec.roles()) {
            String kind =
                    catalog.serving(spec, role).map(ComponentDefinition::kind).orElse("");
            rows.addAll(listeners.components(role, kind, ports));
        }
        return new PortTable(rows);
    }

    private List<Row> coordinators() {
        List<String> own =
                spec.coordinators().stream().map(HostSpec::reachableAt).toList();
        List<Row> rows = new ArrayList<>();
        rows.add(row("coordinator", own, settings.agents().port() + " agents", encrypted ? CERTIFICATES : NOTHING));
        List<String> bound =
                settings.http().bind().isEmpty() ? own : settings.http().bind();
        rows.add(row("coordinator", bound, number(settings.http().port()) + " http", people(bound)));
        MusterSettings.Store store = settings.store();
        if (store.isEmbedded() && own.size() > 1) {
            MusterSettings.Store.Ensemble ports = store.ensemble();
            rows.add(row("store", own, ports.clientPort() + " clients", encrypted ? CERTIFICATES : NOTHING));
            if (encrypted) {
                rows.add(row("store", List.of("127.0.0.1"), ports.localPort() + " this machine's", PASSWORD));
            }
            String members = ports.peerPort() + " peers, " + ports.electionPort() + " election";
            rows.add(row("store", own, members, encrypted ? CERTIFICATES : NOTHING));
        } else if (store.isEmbedded()) {
            String address = HostName.namesLoopback(own.get(0)) ? own.get(0) : "127.0.0.1";
            rows.add(row("store", List.of(address), number(store.port()) + " clients", PASSWORD));
        }
        return rows;
    }

    private String people(List<String> bound) {
        AccessMode mode = AccessMode.of(
                AccessMode.Wish.valueOf(settings.http().auth().name()),
                bound.stream().allMatch(HostName::namesLoopback),
                !encrypted);
        return switch (mode) {
            case REQUIRED -> encrypted ? "TLS, access tokens" : "access tokens, not encrypted";
            case OFF -> encrypted ? "TLS, no tokens asked" : NOTHING;
        };
    }

    private static String number(int port) {
        return port == 0 ? "any free" : Integer.toString(port);
    }

    /** @param address where it listens; empty for a host's own one */
    private record Group(String address, String ports) {}

    private List<Row> components(Role role, String kind, ComponentPorts ports) {
        Map<Group, List<String>> alike = new LinkedHashMap<>();
        for (HostSpec host : spec.hostsWith(role)) {
            groups(host, ports.of(host, role)).forEach(group -> alike.computeIfAbsent(group, key -> new ArrayList<>())
                    .add(group.address().isEmpty() ? host.reachableAt() : group.address()));
        }
        String who = role + (kind.isEmpty() ? "" : " (" + kind + ")");
        List<Row> rows = new ArrayList<>();
        List<String> others = new ArrayList<>();
        alike.forEach((group, addresses) -> {
            if (rows.size() < GROUPS_MAX) {
                rows.add(row(who, addresses, group.ports(), NOTHING));
            } else {
                others.addAll(addresses);
            }
        });
        if (!others.isEmpty()) {
            rows.add(row(who, others, "others: muster render HOST", NOTHING));
        }
        return rows;
    }

    private static List<Group> groups(HostSpec host, List<Port> ports) {
        Map<String, List<Port>> byAddress = ports.stream()
                .collect(Collectors.groupingBy(
                        port -> port.address().equals(host.reachableAt()) ? "" : port.address(),
                        LinkedHashMap::new,
                        Collectors.toList()));
        List<Group> groups = new ArrayList<>();
        byAddress.forEach((address, all) -> groups.add(new Group(
                address,
                all.stream().map(port -> port.number() + " " + port.name()).collect(Collectors.joining(", ")))));
        return groups;
    }

    private static Row row(String who, List<String> addresses, String ports, String protection) {
        List<String> distinct = addresses.stream().distinct().toList();
        return new Row(
                who,
                distinct.size() == 1 ? distinct.get(0) : distinct.size() + " hosts",
                ports,
                distinct.stream().allMatch(HostName::namesLoopback) ? Reach.MACHINE : Reach.NETWORK,
                protection);
    }
}
