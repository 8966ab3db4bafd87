package dev.muster.cli.app;

import dev.muster.cli.command.CommandFailure;
import dev.muster.cli.command.ExitCode;
import dev.muster.common.model.Failure;
import dev.muster.common.security.JoinToken;
import dev.muster.coordinator.authority.Authority;
import dev.muster.coordinator.trust.FoundingFile;
import dev.muster.coordinator.trust.Trust;
import java.io.IOException;
import java.io.PrintStream;
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

    /** Makes it and says what to do on the other machines. */
    JoinToken begin(PrintStream err, String program) throws CommandFailure {
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
                                    new Trust.Token(JoinToken.hash(token.secret()), null, end.toEpochMilli())));
            tell(err, program, token, end);
            return token;
        } catch (IOException | GeneralSecurityException e) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    Failure.of(
                            "FOUNDING_FAILED",
                            "the cluster's authority cannot be made in " + identity.authorityFolder() + ": " + e.getMessage(),
                            "Check that the disk has room and the folder belongs to you."));
        }
    }

    private void tell(PrintStream err, String program, JoinToken token, Instant end) {
        err.println("New cluster \"" + prepared.spec().name() + "\": its links are encrypted, and each machine proves who it is.");
        if (prepared.spec().hosts().size() > 1) {
            err.println("On each other machine put this line into a file, and start it with --token-file FILE. It counts until "
                    + end.truncatedTo(ChronoUnit.MINUTES) + ";");
            err.println(program + " token create makes another.");
            err.println();
            err.println(token.reveal());
            err.println();
        }
    }
}
