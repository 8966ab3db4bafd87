package dev.muster.common.model.spec;

import dev.muster.common.model.Role;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The variables that hooks may use. Those that Muster gives cannot be given otherwise: {@code host}, {@code address}, {@code role}
 * and {@code cluster} are no names for a variable of a file, and labels and ports have a dot in theirs.
 */
public final class HostVariables {

    /** Before the name of a port of the host's component: {@code port.http}. */
    public static final String PORT = "port.";

    /** Before the name of a label of the host: {@code label.rack}. */
    public static final String LABEL = "label.";

    /** Those that a file cannot give. */
    public static final Set<String> GIVEN = Set.of("host", "address", "role", "cluster");

    private HostVariables() {}

    /**
     * Of one role on one host.
     *
     * @param ports of its component there, by their names in its definition
     */
    public static SortedMap<String, String> of(ClusterSpec spec, HostSpec host, Role role, Map<String, Integer> ports) {
        SortedMap<String, String> all = new TreeMap<>(spec.vars());
        all.putAll(host.vars());
        host.labels().forEach((name, value) -> all.put(LABEL + name, value));
        ports.forEach((name, number) -> all.put(PORT + name, Integer.toString(number)));
        all.put("host", host.name().value());
        all.put("address", host.reachableAt());
        all.put("role", role.value());
        all.put("cluster", spec.name().value());
        return all;
    }

    /** One of them without the others, and with any number for a port: for whoever looks at all hosts of a large cluster. */
    public static Optional<String> value(ClusterSpec spec, HostSpec host, Role role, String name) {
        if (name.startsWith(PORT)) {
            return Optional.of("0");
        }
        if (name.startsWith(LABEL)) {
            return Optional.ofNullable(host.labels().get(name.substring(LABEL.length())));
        }
        return switch (name) {
            case "host" -> Optional.of(host.name().value());
            case "address" -> Optional.of(host.reachableAt());
            case "role" -> Optional.of(role.value());
            case "cluster" -> Optional.of(spec.name().value());
            default ->
                Optional.ofNullable(host.vars().getOrDefault(name, spec.vars().get(name)));
        };
    }

    /** Of the cluster as a whole. */
    public static SortedMap<String, String> ofCluster(ClusterSpec spec) {
        SortedMap<String, String> all = new TreeMap<>(spec.vars());
        all.put("cluster", spec.name().value());
        return all;
    }
}
