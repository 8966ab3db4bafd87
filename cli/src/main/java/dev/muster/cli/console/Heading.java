package dev.muster.cli.console;

import dev.muster.common.model.ClusterName;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a start is about; printed first.
 *
 * @param version of Muster
 * @param cluster name of the cluster
 * @param hosts how many the definition has
 * @param clusterFile as the operator wrote it
 * @param specHash of the file; its first characters are shown
 * @param note for example {@code new cluster} or {@code re-attached to the running cluster}; may be empty
 * @param host this host
 * @param roles of this host
 * @param api URL of the HTTP API when the coordinator runs here; empty on other hosts
 * @param agents where the coordinator listens for agents, or where this agent connects to
 * @param directory of data and logs
 * @param ports who listens where; told by coordinators, and on screens only where something listens beyond loopback
 */
public record Heading(
        String version,
        ClusterName cluster,
        int hosts,
        String clusterFile,
        String specHash,
        String note,
        HostName host,
        List<Role> roles,
        String api,
        String agents,
        String directory,
        PortTable ports) {

    private static final int HASH_CHARACTERS = 7;

    public Heading {
        roles = List.copyOf(roles);
    }

    /** The block at the head of a terminal. */
    List<Line> block(int columns, Glyphs glyphs) {
        List<Line> lines = new ArrayList<>();
        Line title = Line.of(Tone.STRONG, "muster " + version)
                .plus("   cluster \"" + cluster + "\"   " + Texts.count(hosts, "host") + "   " + clusterFile + " ("
                        + shortHash() + ")")
                .plus(note.isEmpty() ? "" : "   " + note);
        lines.add(title);
        lines.add(Line.of("   This host   " + host + "   " + roleNames() + (api.isEmpty() ? "" : "   (coordinator)")));
        if (!api.isEmpty()) {
            lines.add(Line.of("   Web UI/API  " + api));
        }
        lines.add(Line.of("   " + (api.isEmpty() ? "Coordinator " : "Agents      ") + agents));
        lines.add(Line.of("   Data, logs  " + directory));
        lines.add(Line.EMPTY);
        if (ports.isBeyondLoopback()) {
            lines.addAll(ports.lines("   ", columns, glyphs));
            lines.add(Line.EMPTY);
        }
        return lines.stream().map(line -> line.clipped(columns, glyphs)).toList();
    }

    /** The same as one line. */
    String line() {
        return Texts.printable(
                "muster " + version + " cluster=" + cluster + " hosts=" + hosts + " file=" + clusterFile + " hash="
                        + shortHash() + " host=" + host + " roles="
                        + roles.stream().map(Role::value).collect(Collectors.joining(","))
                        + (api.isEmpty() ? "" : " api=" + api) + " dir=" + directory
                        + (note.isEmpty() ? "" : " (" + note + ")"));
    }

    private String shortHash() {
        return specHash.substring(0, Math.min(HASH_CHARACTERS, specHash.length()));
    }

    private String roleNames() {
        return roles.stream().map(Role::value).collect(Collectors.joining(" "));
    }
}
