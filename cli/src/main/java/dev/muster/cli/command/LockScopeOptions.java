package dev.muster.cli.command;

import dev.muster.common.model.Role;
import dev.muster.common.model.change.LockScope;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --host} and {@code --role}: what is locked. */
final class LockScopeOptions {

    @Option(names = "--host", paramLabel = "HOST", description = "This host, as cluster.json names it.")
    private @Nullable String host;

    @Option(names = "--role", paramLabel = "ROLE", description = "This role, on all of its hosts.")
    private @Nullable String role;

    LockScope scope() throws CommandFailure {
        if (host != null && role != null) {
            throw CommandFailure.of(
                    ExitCode.USAGE,
                    "SCOPE_AMBIGUOUS",
                    "--host and --role exclude each other",
                    "Take one of them, or neither for the whole cluster.");
        }
        if (host != null) {
            return LockScope.of(Hosts.parse(host));
        }
        if (role != null && !Role.isValid(role)) {
            throw CommandFailure.of(
                    ExitCode.USAGE, "ROLE_INVALID", "that is no role", "muster status lists the roles there are.");
        }
        return role == null ? LockScope.CLUSTER : LockScope.of(new Role(role));
    }
}
