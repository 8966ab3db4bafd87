package dev.muster.agent.install;

import dev.muster.common.model.Failure;
import java.nio.file.Path;

/** How an installation ended. */
public sealed interface InstallResult {

    /** The software is there, complete and verified. */
    record Installed(Path home) implements InstallResult {}

    /** It is not, and nothing half done can be seen. The codes are listed in docs/installing.md. */
    record Failed(Failure failure) implements InstallResult {}
}
