package dev.muster.cli.command;

import dev.muster.common.model.HostName;
import dev.muster.common.model.spec.ClusterSpec;
import java.util.stream.Collectors;

/** Hosts that an operator named. */
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
}
