package dev.muster.cli.command;

import dev.muster.common.model.HostName;
import dev.muster.coordinator.trust.CaRotation;
import dev.muster.coordinator.trust.Trust;
import dev.muster.coordinator.trust.TrustRequests.Kind;
import dev.muster.coordinator.trust.TrustRequests.Request;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muster cert}: machines that have joined. */
@Command(
        name = "cert",
        header = "Machines that have joined the cluster: list, revoke. The cluster's authority: rotate-ca.",
        description = {"", "On the machine of a coordinator, by the user that runs it.", ""})
final class CertCommand implements Runnable {

    static final int HOST_WIDTH = 24;
    private static final String ROW = "%-" + HOST_WIDTH + "s %s %s%n";

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    private final Surroundings surroundings;

    CertCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    static CommandLine commandLine(Surroundings surroundings) {
        return new CommandLine(new CertCommand(surroundings))
                .addSubcommand("rotate-ca", new RotateCaCommand(surroundings));
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    @Command(name = "list", description = "Show which hosts have joined, and the print of the key of each.")
    int list(@Mixin TrustFolder folder) throws CommandFailure {
        PrintWriter out = spec.commandLine().getOut();
        Trust trust = folder.trust(folder.authority(surroundings));
        CaRotation rotation = trust.rotation();
        out.printf(ROW, "HOST", "KEY", rotation == null ? "" : "AUTHORITY");
        trust.keys().forEach((host, key) -> out.printf(ROW, host, key, authority(rotation, host)));
        return ExitCode.OK.code();
    }

    /** Whose certificate a host has; nothing as long as there has been one authority only. */
    static String authority(@Nullable CaRotation rotation, HostName host) {
        if (rotation == null) {
            return "";
        }
        if (rotation.holders().contains(host)) {
            return rotation.issuing() + (rotation.isUnderWay() ? " (new)" : "");
        }
        return rotation.leftBehind().contains(host) ? "an old one: left behind" : "the old one: not renewed yet";
    }

    @Command(
            name = "revoke",
            description =
                    "Let a host's certificates count no longer: its session ends, and another machine may join in its name."
                            + " What runs there goes on running.")
    int revoke(
            @Mixin TrustFolder folder,
            @Parameters(paramLabel = "HOST", description = "As cluster.json names it.") String host)
            throws CommandFailure {
        HostName name = TokenCommand.hostName(host);
        Path authority = folder.authority(surroundings);
        if (!folder.trust(authority).keys().containsKey(name)) {
            throw CommandFailure.of(
                    ExitCode.FAILED, "HOST_NOT_JOINED", name + " has not joined", "muster cert list shows who has.");
        }
        boolean counts = folder.change(authority, new Request(Kind.REMOVE_HOST, name.value(), null));
        spec.commandLine()
                .getErr()
                .println(counts ? "the certificates of " + name + " count no longer" : TrustFolder.WAITS);
        return ExitCode.OK.code();
    }
}
