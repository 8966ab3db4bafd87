package dev.muster.cli.app;

import dev.muster.agent.node.AgentNode;
import dev.muster.cli.command.CommandFailure;
import dev.muster.cli.command.ExitCode;
import dev.muster.cli.command.StartOptions;
import dev.muster.cli.console.HostNews;
import dev.muster.cli.console.Texts;
import dev.muster.common.engine.Clock;
import dev.muster.common.model.Failure;
import dev.muster.common.model.trust.IdentityKind;
import dev.muster.common.net.ClientTls;
import dev.muster.common.net.ConnectFailure;
import dev.muster.common.security.CredentialFiles;
import dev.muster.common.security.JoinToken;
import dev.muster.coordinator.authority.Authority;
import dev.muster.coordinator.authority.AuthorityFolder;
import dev.muster.coordinator.node.LinkSecurity;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How this host's links are protected.
 *
 * <ol>
 *   <li>Those of an existing PKI are used where the settings name them.
 *   <li>A host that has certificates uses them, wherever it is.
 *   <li>A host with a token joins first. The master of a new cluster makes the authority, and prints the token for the others.
 *   <li>On loopback nothing is needed. Anywhere else a start without certificates is refused, unless --insecure was given, which
 *       is said each time.
 * </ol>
 */
final class HostLinks implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HostLinks.class);
    private static final String TOKEN_VARIABLE = "MUSTER_TOKEN";

    private final Preparation prepared;
    private final HostIdentity identity;
    private final boolean encrypted;
    private final @Nullable ExistingPki pki;
    private @Nullable Renewal renewal;

    private HostLinks(Preparation prepared, HostIdentity identity, boolean encrypted) {
        this(prepared, identity, encrypted, null);
    }

    private HostLinks(Preparation prepared, HostIdentity identity, boolean encrypted, @Nullable ExistingPki pki) {
        this.pki = pki;
        this.prepared = prepared;
        this.identity = identity;
        this.encrypted = encrypted;
    }

    /** Decides, and joins where that is needed: then this waits for a coordinator. */
    static HostLinks of(StartOptions options, Preparation prepared) throws CommandFailure {
        HostIdentity identity = new HostIdentity(prepared);
        if (prepared.settings().security().pki().isSet()) {
            return new HostLinks(prepared, identity, true, ExistingPki.open(prepared));
        }
        PrintStream err = System.err;
        Optional<JoinToken> token = token(options);
        if (identity.isComplete()) {
            return new HostLinks(prepared, identity, true);
        }
        if (token.isPresent()) {
            join(options, prepared, identity, token.get());
            return new HostLinks(prepared, identity, true);
        }
        if (prepared.spec().isOnLoopback()) {
            return new HostLinks(prepared, identity, false);
        }
        if (prepared.settings().security().insecure()) {
            err.println(
                    "warn: --insecure: links are not encrypted, and nobody proves who it is. Whoever reaches the ports of"
                            + " this cluster can run programs on all of its machines.");
            return new HostLinks(prepared, identity, false);
        }
        if (prepared.host().equals(prepared.spec().master()) && !Authority.isIn(identity.authorityFolder())) {
            new Founding(prepared, identity).begin(err, options.surroundings().program());
            return new HostLinks(prepared, identity, true);
        }
        throw new CommandFailure(ExitCode.NOT_ALLOWED, noToken(prepared, options));
    }

    private static void join(StartOptions options, Preparation prepared, HostIdentity identity, JoinToken token)
            throws CommandFailure {
        PrintStream err = System.err;
        Unreached unreached = new Unreached(
                prepared.spec(),
                options.guidance(),
                prepared.settings().agents().port());
        HostNews news = new HostNews();
        Clock clock = Clock.system();
        try {
            identity.join(token, later -> {
                ConnectFailure failure = later.unreached();
                Failure why = failure == null ? later.failure() : unreached.explained(failure);
                if (news.isNews(why, clock.nowMs())) {
                    err.println("warn: >> CLUSTER: not joined yet: " + Texts.printable(why.message()));
                    why.hint().lines().forEach(hint -> err.println("      " + Texts.printable(hint)));
                }
            });
            err.println("info: >> CLUSTER: this host has joined; it needs the token no more");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure(ExitCode.FAILED, Failure.of("INTERRUPTED", "interrupted while joining", ""));
        }
    }

    private static Failure noToken(Preparation prepared, StartOptions options) {
        String program = options.surroundings().program();
        return Failure.of(
                "NO_CERTIFICATE",
                "this host has no certificate of the cluster, and no token to join with",
                "On " + prepared.spec().master().name() + " run: " + program
                        + " token create. Put the line that it prints into a file here, and run the same start with --token-file"
                        + " FILE. (The first start on "
                        + prepared.spec().master().name() + " prints such a line too.)");
    }

    /** Never from a flag's value: those are seen by everybody on the machine. */
    private static Optional<JoinToken> token(StartOptions options) throws CommandFailure {
        Path file = options.tokenFile();
        String text = options.surroundings().environment().getOrDefault(TOKEN_VARIABLE, "");
        String where = TOKEN_VARIABLE;
        if (file != null) {
            where = file.toString();
            try {
                text = Files.readString(file);
            } catch (IOException e) {
                throw new CommandFailure(
                        ExitCode.USAGE,
                        Failure.of(
                                "TOKEN_UNREADABLE",
                                "the token file " + file + " cannot be read: " + e,
                                "Name another."));
            }
        }
        if (text.isBlank()) {
            return Optional.empty();
        }
        Optional<JoinToken> token = JoinToken.parse(text);
        if (token.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    Failure.of(
                            "TOKEN_MALFORMED",
                            "what is in " + where + " is no join token",
                            "It is one line that begins with muster1. and comes whole from muster token create."));
        }
        return token;
    }

    /** Scheme of the URLs of this cluster's coordinators: their HTTP interface is protected as the agents' links are. */
    String scheme() {
        return encrypted ? "https" : "http";
    }

    /** Of the agent's link; null when it is not encrypted. */
    @Nullable
    ClientTls ofAgent() throws CommandFailure {
        if (!encrypted) {
            return null;
        }
        if (pki != null) {
            return new ClientTls(pki.agent(), Instant::now);
        }
        CredentialFiles agent = identity.credentials(IdentityKind.AGENT);
        renewal = new Renewal(
                identity,
                agent,
                prepared.settings().security().certificateLifeMs(),
                prepared.spec().hosts().size());
        return new ClientTls(agent, Instant::now);
    }

    /** Who is told whose certificates count. Behind {@link #ofAgent}. */
    AgentNode.Certificates certificates() {
        Renewal own = renewal;
        // On a link that everybody can write to nothing is believed of it, and an existing PKI does not need it.
        return own != null ? own : (now, answer) -> LOG.warn("authorities are spoken of, and none of them issues here");
    }

    /** Of the coordinator's links; null when they are not encrypted. */
    @Nullable
    LinkSecurity ofCoordinator() throws CommandFailure {
        if (!encrypted) {
            return null;
        }
        if (pki != null) {
            return new LinkSecurity(pki.coordinator(), pki::derived, null);
        }
        try {
            AuthorityFolder folder = AuthorityFolder.open(identity.authorityFolder());
            Authority authority = folder.get();
            Duration life = Duration.ofMillis(prepared.settings().security().certificateLifeMs());
            identity.correctAddress(authority, life);
            return new LinkSecurity(
                    identity.credentials(IdentityKind.COORDINATOR),
                    authority::derived,
                    new LinkSecurity.Issuing(folder, identity.folder(), life));
        } catch (IOException | GeneralSecurityException e) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    Failure.of(
                            "AUTHORITY_UNREADABLE",
                            "the cluster's authority in " + identity.authorityFolder() + " cannot be used: "
                                    + e.getMessage(),
                            "Restore the folder from another coordinator host or a copy."));
        }
    }

    /** Renews the certificates from now on, until this is closed. */
    HostLinks renewing() {
        if (renewal != null) {
            renewal.begin();
        }
        if (pki != null) {
            pki.begin();
        }
        return this;
    }

    @Override
    public void close() {
        if (renewal != null) {
            renewal.close();
        }
        if (pki != null) {
            pki.close();
        }
    }
}
