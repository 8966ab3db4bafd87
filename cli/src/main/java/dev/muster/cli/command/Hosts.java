package dev.muster.cli.command;

import dev.muster.common.model.ComponentId;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.spec.ClusterSpec;
import java.util.stream.Collectors;

/** Hosts, and components of hosts, that an operator named. */
final class Hosts {

    private static final int NAMED_MAX = 8;

    private Hosts() {}

    static CommandFailure notInFile(ClusterSpec cluster, String name) {
        String hosts = cluster.hosts().keySet().stream()
                .limit(NAMED_MAX)
                .map(HostName::value)
                .collect(Collectors.joining("  "));
        String more =
                cluster.hosts().size() > NAMED_MAX ? "  and " + (cluster.hosts().size() - NAMED_MAX) + " more" : "";
        return CommandFailure.of(
                ExitCode.INVALID,
                "HOST_UNKNOWN",
                "\"" + name + "\" is not a host of the file",
                "It has: " + hosts + more);
    }

    /** A host's name as an operator wrote it. */
    static HostName parse(String name) throws CommandFailure {
        return HostName.parse(name)
                .orElseThrow(() -> CommandFailure.of(
                        ExitCode.USAGE,
                        "NOT_A_HOST",
                        "\"" + name + "\" is neither an address nor a name of a host",
                        ""));
    }

    /** A component as an operator wrote it, HOST/ROLE. */
    static ComponentId component(String text) throws CommandFailure {
        int slash = text.lastIndexOf('/');
        String role = text.substring(slash + 1);
        if (slash < 1 || !Role.isValid(role)) {
            throw CommandFailure.of(
                    ExitCode.USAGE,
                    "NOT_A_COMPONENT",
                    "\"" + text + "\" is not a component",
                    "write HOST/ROLE, for example 192.168.1.41/backend");
        }
        HostName host = parse(text.substring(0, slash));
        return new ComponentId(host, new Role(role));
    }
}
