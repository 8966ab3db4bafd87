package dev.muster.rig.world;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.IntFunction;

/** A cluster.json in the making: hosts are numbers, their addresses are the world's. */
public final class ClusterFile {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final ObjectNode root = MAPPER.createObjectNode();
    private final IntFunction<String> address;
    private final SortedSet<Integer> coordinators = new TreeSet<>();
    private String host = "";
    private int number;

    ClusterFile(IntFunction<String> address) {
        this.address = address;
        kind("master", "stub");
    }

    /** Which definition serves a role. */
    public ClusterFile kind(String role, String kind) {
        root.withObject("/components").withObject("/" + role).put("kind", kind);
        return this;
    }

    /** What follows is of this host. */
    public ClusterFile host(int which) {
        number = which;
        return named(address.apply(which));
    }

    /** What follows is of this host, which is not the rig's to start. */
    public ClusterFile named(String name) {
        host = name;
        entry();
        return this;
    }

    /** The host has a role. */
    public ClusterFile role(String role) {
        if (role.equals("master")) {
            coordinators.add(number);
        }
        entry().put(role, true);
        return this;
    }

    /** The host runs a coordinator that stands by. */
    public ClusterFile standby() {
        entry().put("standby", true);
        coordinators.add(number);
        return this;
    }

    /** What the cluster is called. */
    public ClusterFile called(String name) {
        root.withObject("/cluster").put("name", name);
        return this;
    }

    /** The host has a role, with settings. */
    public ClusterFile role(String role, Map<String, String> settings) {
        ObjectNode node = MAPPER.createObjectNode();
        settings.forEach(node::put);
        entry().set(role, node);
        return this;
    }

    /** The host has a role of kind {@code stub} that behaves so. */
    public ClusterFile stub(String role, String does) {
        return kind(role, "stub").role(role, Map.of("does", does));
    }

    /** The host is reached at another address. */
    public ClusterFile reachedAt(String other) {
        entry().put("address", other);
        return this;
    }

    /** The hosts that run a coordinator. */
    SortedSet<Integer> coordinators() {
        return coordinators;
    }

    private ObjectNode entry() {
        ObjectNode hosts = root.withObject("/hosts");
        if (hosts.get(host) instanceof ObjectNode known) {
            return known;
        }
        return hosts.putObject(host);
    }

    Path write(Path path) {
        try {
            return Files.writeString(path, root.toPrettyString() + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
