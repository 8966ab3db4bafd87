package dev.muster.cli.command;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** {@code --cluster} of commands that work from the file. */
final class ClusterFileOption {

    @Option(
            names = "--cluster",
            paramLabel = "FILE",
            defaultValue = "cluster.json",
            description = "The cluster. Default: ${DEFAULT-VALUE}.")
    private Path file;

    Path file() {
        return file;
    }
}
