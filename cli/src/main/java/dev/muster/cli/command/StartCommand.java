package dev.muster.cli.command;

import dev.muster.cli.console.Progress;
import dev.muster.common.model.HostName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code muster start}. */
@Command(
        name = "start",
        header = "Start this host of the cluster.",
        description = {
            "",
            "Run it on every host of the file, in any order, each with its own name. The host",
            "with the role master runs the coordinator; when all hosts are there, their",
            "components are started. Ctrl-C stops this host's components; SIGTERM leaves them.",
            ""
        })
final class StartCommand implements Callable<Integer> {

    private static final int HOSTS_NAMED_MAX = 8;

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption.LongOnly help;

    @Option(
            names = {"-h", "--host"},
            arity = "0..1",
            fallbackValue = "",
            paramLabel = "HOST",
            description = "This host, as the file names it. Default: found by this machine's addresses and names.")
    private @Nullable String host;

    @Mixin
    private ClusterFileOption cluster;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Data and logs of this host. Default: /var/lib/muster for root, else ~/.local/share/muster.")
    private @Nullable Path directory;

    @Option(names = "--store", paramLabel = "DIR", hidden = true, description = "Installed software.")
    private @Nullable Path store;

    @Option(
            names = "--components",
            paramLabel = "KIND",
            description = "Serve every role by this kind of component instead of the real one, for example mock.")
    private @Nullable String components;

    @Option(
            names = "--wait-timeout",
            paramLabel = "TIME",
            converter = TimeSpan.class,
            description =
                    "Give up (exit code 5) when not every host is there after this time, for example 10m. Default: wait for ever.")
    private @Nullable Duration waitTimeout;

    @Option(names = "--config", paramLabel = "FILE", description = "Further settings of this process (HOCON).")
    private @Nullable Path config;

    @Option(
            names = "--progress",
            paramLabel = "FORM",
            defaultValue = "auto",
            description = "Form of the screen: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.",
            completionCandidates = ProgressNames.class)
    private Progress progress;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "Join the cluster with the token in this file (or in MUSTER_TOKEN); needed once a machine.")
    private @Nullable Path tokenFile;

    @Option(
            names = "--insecure",
            description = "Let the links beyond loopback do without certificates: nobody proves who it is.")
    private boolean insecure;

    @Option(
            names = "--rebuild",
            paramLabel = "FILE",
            description =
                    "Lead a cluster again that has lost its coordinator's data, from what muster export --local --rebuild has"
                            + " written on another host; on every coordinator host. --cluster FILE is made from it where there is none.")
    private @Nullable Path rebuild;

    @Option(names = "--detach", description = "Go on in the background; print the process and its log.")
    private boolean detach;

    @Option(names = "--owned", hidden = true, description = "End when standard input ends.")
    private boolean owned;

    private final Surroundings surroundings;
    private final StartRunner runner;

    StartCommand(Surroundings surroundings, StartRunner runner) {
        this.surroundings = surroundings;
        this.runner = runner;
    }

    @Override
    public Integer call() throws CommandFailure {
        if (host != null && host.isEmpty()) {
            return hostIsMissing();
        }
        Path copy = rebuild;
        if (copy != null) {
            RebuildFile.restore(
                    RebuildFile.read(copy), cluster.file(), spec.commandLine().getErr());
        }
        StartOptions options = options();
        if (detach) {
            return new Detached(options).start(spec.commandLine().getOut());
        }
        return runner.run(options);
    }

    private StartOptions options() {
        return new StartOptions(
                host,
                cluster.file(),
                directory,
                store,
                components,
                waitTimeout,
                config,
                progress,
                tokenFile,
                insecure,
                owned,
                rebuild,
                surroundings);
    }

    /** {@code -h} alone asks for help, as everywhere else; beside other options its value was forgotten. */
    private int hostIsMissing() throws CommandFailure {
        CommandLine line = spec.commandLine();
        if (line.getParseResult().originalArgs().size() <= 2) {
            line.usage(line.getOut());
            return ExitCode.OK.code();
        }
        String hosts = ClusterFile.read(cluster.file(), surroundings).spec().hosts().keySet().stream()
                .limit(HOSTS_NAMED_MAX)
                .map(HostName::value)
                .collect(Collectors.joining(", "));
        throw CommandFailure.of(
                ExitCode.USAGE,
                "HOST_MISSING",
                "-h needs this machine's name",
                cluster.file() + " lists " + hosts + "\nfor example: " + surroundings.program() + " start -h "
                        + hosts.replaceFirst(",.*", "") + " --cluster " + cluster.file());
    }
}
