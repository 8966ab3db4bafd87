package dev.muster.agent.preflight;

import dev.muster.common.model.AgentFacts.RunAs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Whether another user can get to a path: each folder on the way must let it through. */
final class Reach {

    private static final int EXECUTE = 1;

    private Reach() {}

    /** The first folder on the way to {@code path}, itself included if it is one, that stops the user; what is not there does not. */
    static Optional<Path> obstacle(Path path, RunAs user) {
        Path folder = path.getRoot();
        if (folder == null) {
            return Optional.empty();
        }
        for (Path part : path) {
            if (isClosed(folder, user)) {
                return Optional.of(folder);
            }
            folder = folder.resolve(part);
        }
        return isClosed(folder, user) ? Optional.of(folder) : Optional.empty();
    }

    private static boolean isClosed(Path path, RunAs user) {
        try {
            if (!Files.isDirectory(path)) {
                return false;
            }
            int mode = attribute(path, "mode");
            int uid = attribute(path, "uid");
            int gid = attribute(path, "gid");
            int bits = uid == user.uid() ? mode >> 6 : gid == user.gid() ? mode >> 3 : mode;
            return (bits & EXECUTE) == 0;
        } catch (IOException e) {
            return true; // who cannot even be asked cannot be passed
        }
    }

    private static int attribute(Path path, String name) throws IOException {
        return Files.getAttribute(path, "unix:" + name) instanceof Integer number ? number : -1;
    }
}
