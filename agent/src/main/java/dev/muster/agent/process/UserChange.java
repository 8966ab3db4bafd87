package dev.muster.agent.process;

import dev.muster.common.model.AgentFacts.RunAs;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a program comes to run as a component's user: behind setpriv(1), which changes and then becomes the program, so that pid
 * and exit code are the program's own.
 */
public final class UserChange {

    private static final Path SETPRIV = Tools.find("setpriv");

    private UserChange() {}

    /** What goes before the command line; nothing when the user is the agent's own. */
    public static List<String> prefix(@Nullable RunAs user) {
        return other(user)
                .map(to -> List.of(
                        SETPRIV.toString(),
                        "--reuid=" + to.uid(),
                        "--regid=" + to.gid(),
                        "--clear-groups",
                        "--no-new-privs"))
                .orElse(List.of());
    }

    /** The user, unless it is the agent's own. */
    static Optional<RunAs> other(@Nullable RunAs user) {
        return Optional.ofNullable(user).filter(to -> to.uid() != OwnUser.uid());
    }
}
