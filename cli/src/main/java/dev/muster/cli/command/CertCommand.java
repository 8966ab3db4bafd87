package dev.muster.cli.command;

import dev.muster.common.model.HostName;
import dev.muster.coordinator.trust.TrustRequests.Kind;
import dev.muster.coordinator.trust.TrustRequests.Request;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muster cert}: machines that have joined. */
@Command(
        name = "cert",
        header = "Machines that have joined the cluster: list, revoke.",
        description = {"", "On the machine of a coordinator, by the user that runs it.", ""})
final class CertCommand implements Runnable {

    private static final int HOST_WIDTH = 24;

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    private final Surroundings surroundings;

    CertCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    @Command(name = "list", description = "Show which hosts have joined, and the print of the key of each.")
    int list(@Mixin TrustFolder folder) throws CommandFailure {
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%-" + HOST_WIDTH + "s %s%n", "HOST", "KEY");
        folder.trust(folder.authority(surroundings))
                .keys()
                .forEach((host, key) -> out.printf("%-" + HOST_WIDTH + "s %s%n", host, key));
        return ExitCode.OK.code();
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
