package dev.muster.cli.command;

import dev.muster.common.model.HostName;
import dev.muster.common.security.JoinToken;
import dev.muster.coordinator.trust.Trust;
import dev.muster.coordinator.trust.TrustRequests.Kind;
import dev.muster.coordinator.trust.TrustRequests.Request;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muster token}: tokens with which machines join. */
@Command(
        name = "token",
        header = "Tokens with which machines join the cluster: create, list, revoke.",
        description = {"", "On the machine of a coordinator, by the user that runs it.", ""})
final class TokenCommand implements Runnable {

    private static final int ID_WIDTH = 10;
    private static final int HOST_WIDTH = 24;

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    private final Surroundings surroundings;

    TokenCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    @Command(name = "create", description = "Print a new token, on a line of its own.")
    int create(
            @Mixin TrustFolder folder,
            @Option(
                            names = {"-h", "--host"},
                            paramLabel = "HOST",
                            description = "Only this host may use it, and once. Default: any host of cluster.json.")
                    @Nullable
                    String host,
            @Option(
                            names = "--expires",
                            paramLabel = "TIME",
                            defaultValue = "1h",
                            converter = TimeSpan.class,
                            description = "How long it counts. Default: ${DEFAULT-VALUE}.")
                    Duration expires)
            throws CommandFailure {
        HostName bound = host == null ? null : hostName(host);
        Path authority = folder.authority(surroundings);
        JoinToken token = JoinToken.generate(folder.load(authority).print(), new SecureRandom());
        Instant end = Instant.now().plus(expires);
        boolean counts = folder.change(
                authority,
                new Request(
                        Kind.ADD_TOKEN,
                        token.id(),
                        new Trust.Token(JoinToken.hash(token.secret()), bound, end.toEpochMilli(), token.authority())));
        PrintWriter err = spec.commandLine().getErr();
        err.println(
                "Put this line into a file on the new machine, and start it with --token-file FILE. It counts until "
                        + end.truncatedTo(ChronoUnit.SECONDS)
                        + (bound == null ? ":" : ", for " + bound + " and once:"));
        spec.commandLine().getOut().println(token.reveal());
        if (!counts) {
            err.println(TrustFolder.WAITS);
        }
        return ExitCode.OK.code();
    }

    @Command(name = "list", description = "Show which tokens count.")
    int list(@Mixin TrustFolder folder) throws CommandFailure {
        PrintWriter out = spec.commandLine().getOut();
        Instant now = Instant.now();
        out.printf("%-" + ID_WIDTH + "s %-" + HOST_WIDTH + "s %s%n", "TOKEN", "FOR", "COUNTS UNTIL");
        folder.trust(folder.authority(surroundings)).tokens().forEach((id, token) -> {
            Instant end = Instant.ofEpochMilli(token.expiresAtMs()).truncatedTo(ChronoUnit.SECONDS);
            out.printf(
                    "%-" + ID_WIDTH + "s %-" + HOST_WIDTH + "s %s%n",
                    id,
                    token.host() == null ? "any host" : token.host() + ", once",
                    end + (end.isBefore(now) ? " (expired)" : ""));
        });
        return ExitCode.OK.code();
    }

    @Command(name = "revoke", description = "Take a token back. Machines that have joined with it stay.")
    int revoke(@Mixin TrustFolder folder, @Parameters(paramLabel = "TOKEN", description = "Its id.") String id)
            throws CommandFailure {
        Path authority = folder.authority(surroundings);
        if (!folder.trust(authority).tokens().containsKey(id)) {
            throw CommandFailure.of(
                    ExitCode.FAILED,
                    "TOKEN_UNKNOWN",
                    "there is no token " + id,
                    "muster token list shows those that there are.");
        }
        boolean counts = folder.change(authority, new Request(Kind.REMOVE_TOKEN, id, null));
        spec.commandLine().getErr().println(counts ? "token " + id + " counts no longer" : TrustFolder.WAITS);
        return ExitCode.OK.code();
    }

    static HostName hostName(String text) throws CommandFailure {
        return HostName.parse(text)
                .orElseThrow(() -> CommandFailure.of(
                        ExitCode.USAGE,
                        "BAD_HOST",
                        "\"" + text + "\" is no host name",
                        "Name it as cluster.json does."));
    }
}
