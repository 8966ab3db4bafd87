package dev.muster.cli.command;

import dev.muster.cli.console.Progress;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code muster init}. */
@Command(
        name = "init",
        header = "Make the authority of a new cluster, on its master's machine.",
        description = {
            "",
            "From then on every link of the cluster is encrypted, and each machine proves who it is.",
            "Prints the token with which the other machines join. The first start on the master does",
            "the same by itself, unless all hosts are on loopback.",
            ""
        })
final class InitCommand implements Callable<Integer> {

    @Mixin
    private HelpOption.LongOnly help;

    @Option(
            names = {"-h", "--host"},
            paramLabel = "HOST",
            description = "This host, as the file names it. Default: found by this machine's addresses and names.")
    private @Nullable String host;

    @Mixin
    private ClusterFileOption cluster;

    @Option(names = "--dir", paramLabel = "DIR", description = "Data and logs of this host, as for start.")
    private @Nullable Path directory;

    @Option(names = "--config", paramLabel = "FILE", description = "Further settings of this process (HOCON).")
    private @Nullable Path config;

    private final Surroundings surroundings;
    private final StartRunner founder;

    InitCommand(Surroundings surroundings, StartRunner founder) {
        this.surroundings = surroundings;
        this.founder = founder;
    }

    @Override
    public Integer call() throws CommandFailure {
        return founder.run(new StartOptions(
                host,
                cluster.file(),
                directory,
                null,
                null,
                null,
                config,
                Progress.PLAIN,
                null,
                false,
                false,
                null,
                surroundings));
    }
}
