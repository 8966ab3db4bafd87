package dev.muster.cli.app;

import dev.muster.cli.command.CommandFailure;
import dev.muster.cli.command.ExitCode;
import dev.muster.cli.command.StartOptions;
import dev.muster.common.model.Failure;
import dev.muster.common.security.JoinToken;
import dev.muster.coordinator.authority.Authority;
import dev.muster.coordinator.trust.FoundingFile;
import dev.muster.coordinator.trust.Trust;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Makes the authority of a new cluster on its master, and the first join token. */
final class Founding {

    /** How long the first token counts: as long as it takes to set up many machines. */
    private static final Duration TOKEN_LIFE = Duration.ofHours(24);

    private final Preparation prepared;
    private final HostIdentity identity;

    Founding(Preparation prepared, HostIdentity identity) {
        this.prepared = prepared;
        this.identity = identity;
    }

    /** {@code muster init}: the token alone goes to {@code out}. */
    static int run(StartOptions options, PrintWriter out, PrintWriter err) throws CommandFailure {
        Preparation prepared = Preparation.of(options, options.settings());
        HostIdentity identity = new HostIdentity(prepared);
        if (!prepared.host().equals(prepared.spec().master())) {
            throw new CommandFailure(
                    ExitCode.INVALID,
                    Failure.of(
                            "NOT_THE_MASTER",
                            prepared.host().name() + " is not the master of the cluster",
                            "Run muster init on " + prepared.spec().master().name() + ", with the same file."));
        }
        if (Authority.isIn(identity.authorityFolder())) {
            throw new CommandFailure(
                    ExitCode.CONFLICT,
                    Failure.of(
                            "FOUNDED_ALREADY",
                            "the cluster has an authority already, in " + identity.authorityFolder(),
                            "muster token create makes a further token."));
        }
        JoinToken token = new Founding(prepared, identity).begin();
        Instant end = Instant.now().plus(TOKEN_LIFE).truncatedTo(ChronoUnit.MINUTES);
        err.println("The authority of \"" + prepared.spec().name() + "\" is in " + identity.authorityFolder()
                + ": keep a copy of that folder in a safe place.");
        err.println("The other machines join with --token-file FILE and this line in it, until " + end + ":");
        out.println(token.reveal());
        return ExitCode.OK.code();
    }

    /** Makes it and says what to do on the other machines. */
    void begin(PrintStream err, String program) throws CommandFailure {
        tell(err, program, begin(), Instant.now().plus(TOKEN_LIFE));
    }

    private JoinToken begin() throws CommandFailure {
        try {
            Instant now = Instant.now();
            Authority authority = Authority.create(prepared.spec().name(), now);
            authority.store(identity.authorityFolder());
            identity.issue(
                    authority, Duration.ofMillis(prepared.settings().security().certificateLifeMs()));
            JoinToken token = JoinToken.generate(authority.print(), new SecureRandom());
            Instant end = now.plus(TOKEN_LIFE);
            new FoundingFile(identity.authorityFolder())
                    .write(Trust.NOBODY
                            .withKey(prepared.host().name(), identity.print())
                            .withToken(
                                    token.id(),
                                    new Trust.Token(
                                            JoinToken.hash(token.secret()),
                                            null,
                                            end.toEpochMilli(),
                                            token.authority())));
            return token;
        } catch (IOException | GeneralSecurityException e) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    Failure.of(
                            "FOUNDING_FAILED",
                            "the cluster's authority cannot be made in " + identity.authorityFolder() + ": "
                                    + e.getMessage(),
                            "Check that the disk has room and the folder belongs to you."));
        }
    }

    private void tell(PrintStream err, String program, JoinToken token, Instant end) {
        err.println("New cluster \"" + prepared.spec().name()
                + "\": its links are encrypted, and each machine proves who it is.");
        if (prepared.spec().hosts().size() > 1) {
            err.println(
                    "On each other machine put this line into a file, and start it with --token-file FILE. It counts until "
                            + end.truncatedTo(ChronoUnit.MINUTES) + ";");
            err.println(program + " token create makes another.");
            err.println();
            err.println(token.reveal());
            err.println();
        }
    }
}
