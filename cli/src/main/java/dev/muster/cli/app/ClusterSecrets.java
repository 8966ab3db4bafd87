package dev.muster.cli.app;

import dev.muster.cli.command.CommandFailure;
import dev.muster.cli.command.ExitCode;
import dev.muster.common.component.SecretSource;
import dev.muster.common.model.Failure;
import dev.muster.common.model.trust.Secret;
import dev.muster.common.secret.SecretFolder;
import dev.muster.coordinator.node.LinkSecurity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The secrets that a coordinator hands to components, as they were when it started. Only over encrypted links. */
final class ClusterSecrets implements SecretSource {

    private final Function<String, Secret> derived;
    private final SortedMap<String, Secret> given;

    private ClusterSecrets(Function<String, Secret> derived, SortedMap<String, Secret> given) {
        this.derived = derived;
        this.given = given;
    }

    /**
     * Reads them; exit code 7 when a file of them may be read by others.
     *
     * @param coordinator its directory
     * @param security of its links; null when they are not encrypted
     */
    static SecretSource read(Path coordinator, @Nullable LinkSecurity security) throws CommandFailure {
        if (security == null) {
            return new None();
        }
        try {
            SecretFolder.Read read = new SecretFolder(coordinator).read();
            if (read instanceof SecretFolder.Read.Refused refused) {
                throw new CommandFailure(ExitCode.NOT_ALLOWED, refused.failure());
            }
            return new ClusterSecrets(security.derived(), ((SecretFolder.Read.All) read).secrets());
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    Failure.of(
                            "SECRETS_UNREADABLE",
                            "the secrets of components cannot be read: " + e,
                            "Check that " + coordinator + " belongs to you."));
        }
    }

    @Override
    public Result given(String name) {
        Secret secret = given.get(name);
        return secret == null ? new Result.Refused(SecretSource.missing(name)) : new Result.Found(secret);
    }

    @Override
    public Optional<Secret> generated(String name) {
        return Optional.of(derived.apply(SecretSource.purpose(name)));
    }

    /** Of a cluster whose links everybody can read. */
    private record None() implements SecretSource {

        @Override
        public Result given(String name) {
            return new Result.Refused(Failure.of(
                    "SECRET_NEEDS_CERTIFICATES",
                    "the secret \"" + name + "\" is not sent: the links of this cluster are not encrypted",
                    "Give the cluster certificates: muster init. On loopback addresses too."));
        }

        @Override
        public Optional<Secret> generated(String name) {
            return Optional.empty();
        }
    }
}
