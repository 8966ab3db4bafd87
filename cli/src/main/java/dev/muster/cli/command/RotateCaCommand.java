package dev.muster.cli.command;

import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.trust.KeyPrint;
import dev.muster.coordinator.authority.AuthorityFolder;
import dev.muster.coordinator.trust.CaRotation;
import dev.muster.coordinator.trust.Trust;
import dev.muster.coordinator.trust.TrustRequests.Request;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code muster cert rotate-ca}: a new key for the cluster's authority, while everything runs. {@link CaRotation} has the rules. */
@Command(
        name = "rotate-ca",
        header = "Give the cluster's authority a new key, without stopping anything.",
        description = {
            "",
            "Two steps. The first makes a new authority; every host renews its certificates by itself, and both authorities count."
                    + " --finish ends that: the old one counts no longer, nor do join tokens and copies of authority.pem of before.",
            "",
            "On the machine of a coordinator that runs, by the user that runs it.",
            ""
        })
final class RotateCaCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Mixin
    private TrustFolder folder;

    @Option(names = "--status", description = "Show which hosts have a certificate of the new authority.")
    private boolean status;

    @Option(names = "--finish", description = "Let the old authority count no longer.")
    private boolean finish;

    @Option(
            names = "--without",
            paramLabel = "HOST",
            split = ",",
            description = "With --finish: leave these hosts behind. Each joins again with a token.")
    private List<String> without = List.of();

    @Option(
            names = {"-m", "--reason"},
            paramLabel = "REASON",
            description = "Why, in one line: for the audit.")
    private @Nullable String reason;

    private final Surroundings surroundings;

    RotateCaCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CommandFailure {
        if (status && finish || !without.isEmpty() && !finish) {
            throw CommandFailure.of(
                    ExitCode.USAGE,
                    "ROTATE_WHAT",
                    "--status and --finish go apart, and --without goes with --finish",
                    surroundings.program() + " cert rotate-ca --help");
        }
        Path authority = folder.authority(surroundings);
        if (status) {
            return status(folder.trust(authority));
        }
        return finish ? finish(authority) : begin(authority);
    }

    private int begin(Path authority) throws CommandFailure {
        KeyPrint own = folder.load(authority).print();
        Trust trust = folder.trust(authority);
        KeyPrint next = prepared(authority, own, trust.rotation());
        if (!folder.change(authority, Request.rotate(own, next, reason))) {
            err().println(TrustFolder.WAITS);
            return ExitCode.OK.code();
        }
        CaRotation begun = folder.trust(authority).rotation();
        if (begun == null || !begun.issuing().equals(next)) {
            throw new CommandFailure(ExitCode.CONFLICT, underWay());
        }
        err().println("The authority " + next + " issues from now on; certificates of " + own + " count too.");
        err().println("Hosts renew theirs by themselves: " + surroundings.program()
                + " cert rotate-ca --status shows how far that is.");
        err().println("Then: " + surroundings.program()
                + " cert rotate-ca --finish. Before that, copy the new DIR/identity/authority.pem"
                + " to where it is used (--authority), and make new join tokens for machines that are yet to join.");
        return ExitCode.OK.code();
    }

    private KeyPrint prepared(Path authority, KeyPrint own, @Nullable CaRotation before) throws CommandFailure {
        if (CaRotation.begin(before, own, own, 0).isEmpty()) {
            throw new CommandFailure(ExitCode.CONFLICT, underWay());
        }
        try {
            return AuthorityFolder.open(authority).prepare(Instant.now());
        } catch (IOException | GeneralSecurityException e) {
            throw CommandFailure.of(
                    ExitCode.FAILED,
                    "AUTHORITY_UNREADABLE",
                    "no new authority can be made in " + authority + ": " + e.getMessage(),
                    "Run this as the user that runs the coordinator, and check that the disk has room.");
        }
    }

    private Failure underWay() {
        return Failure.of(
                "ROTATION_UNDER_WAY",
                "the authority is being exchanged already, or this machine has not got the one in force",
                surroundings.program() + " cert rotate-ca --status shows how far it is, and --finish ends it.");
    }

    private int status(Trust trust) {
        PrintWriter out = spec.commandLine().getOut();
        CaRotation rotation = trust.rotation();
        if (rotation == null) {
            out.println("The cluster has the authority that it began with.");
            return ExitCode.OK.code();
        }
        String since = Instant.ofEpochMilli(rotation.beganAtMs())
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
        SortedSet<HostName> missing = rotation.missing(trust.keys().keySet());
        out.println("Authority " + rotation.issuing() + " since " + since + "; "
                + (rotation.isUnderWay()
                        ? "that of before, " + rotation.previous() + ", counts too."
                        : "no other counts."));
        trust.keys()
                .keySet()
                .forEach(host -> out.printf(
                        "%-" + CertCommand.HOST_WIDTH + "s %s%n", host, CertCommand.authority(rotation, host)));
        if (rotation.isUnderWay()) {
            out.println(
                    missing.isEmpty()
                            ? "Every host has its new certificate: " + surroundings.program()
                                    + " cert rotate-ca --finish"
                            : missing.size() + " of " + trust.keys().size() + " hosts have no new certificate yet.");
        }
        return ExitCode.OK.code();
    }

    private int finish(Path authority) throws CommandFailure {
        Trust trust = folder.trust(authority);
        CaRotation rotation = trust.rotation();
        if (rotation == null || !rotation.isUnderWay()) {
            throw CommandFailure.of(
                    ExitCode.CONFLICT,
                    "NO_ROTATION",
                    "the authority is not being exchanged",
                    surroundings.program() + " cert rotate-ca begins that.");
        }
        List<HostName> named = new ArrayList<>();
        for (String host : without) {
            named.add(TokenCommand.hostName(host));
        }
        refuseWhileMissing(rotation, trust, named);
        if (!folder.change(authority, Request.finish(named, reason))) {
            err().println(TrustFolder.WAITS);
            return ExitCode.OK.code();
        }
        Trust now = folder.trust(authority);
        CaRotation done = now.rotation();
        if (done == null || done.isUnderWay()) {
            refuseWhileMissing(rotation, now, named);
            throw new CommandFailure(ExitCode.CONFLICT, underWay());
        }
        err().println("Only the authority " + done.issuing() + " counts from now on. Keep a copy of " + authority
                + ".");
        for (HostName host : done.leftBehind()) {
            err().println(host
                    + " was left behind: take agent.pem and coordinator.pem out of its folder identity, and start it with"
                    + " --token-file and a new token: " + surroundings.program() + " token create --host " + host);
        }
        return ExitCode.OK.code();
    }

    private void refuseWhileMissing(CaRotation rotation, Trust trust, List<HostName> named) throws CommandFailure {
        SortedSet<HostName> missing = rotation.missing(trust.keys().keySet());
        if (!named.containsAll(missing)) {
            String hosts = missing.stream().map(HostName::value).collect(Collectors.joining(","));
            throw CommandFailure.of(
                    ExitCode.CONFLICT,
                    "HOSTS_WITHOUT_CERTIFICATE",
                    "without a certificate of the new authority: " + hosts,
                    "Start them, and wait: they renew by themselves. Those that are gone: muster cert revoke HOST. Or leave them"
                            + " behind, so that each joins again with a token: --finish --without " + hosts);
        }
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
