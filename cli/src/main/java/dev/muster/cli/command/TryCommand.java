package dev.muster.cli.command;

import dev.muster.cli.console.Progress;
import dev.muster.common.spec.LoopbackMapping;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muster try}: the whole cluster on this machine. */
@Command(
        name = "try",
        header =
                "Start the whole cluster of a cluster.json on this machine; Ctrl-C stops it and leaves nothing behind.",
        description = {
            "",
            "Every host gets a loopback address and a process of its own, started as \"start\"",
            "would on its machine.",
            ""
        })
final class TryCommand implements Callable<Integer> {

    private static final int HOSTS_MAX = 50;

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Parameters(paramLabel = "FILE", description = "The cluster.json.")
    private Path file;

    @Option(
            names = "--components",
            paramLabel = "KIND",
            description = "Serve every role by this kind of component, for example mock: seconds, no downloads.")
    private @Nullable String components;

    @Option(names = "--dir", paramLabel = "DIR", description = "Data and logs of all hosts. Default: a new folder.")
    private @Nullable Path directory;

    @Option(names = "--store", paramLabel = "DIR", description = "Installed software, kept for the next time.")
    private @Nullable Path store;

    @Option(names = "--keep", description = "Keep data and logs at the end.")
    private boolean keep;

    @Option(
            names = "--exit-when-started",
            description = "Stop everything again once the cluster has started, exit code 0: for scripts and CI.")
    private boolean exitWhenStarted;

    @Option(
            names = "--wait-timeout",
            paramLabel = "TIME",
            converter = TimeSpan.class,
            description = "Give up (exit code 5) when the cluster has not started after this time, for example 15m.")
    private @Nullable Duration waitTimeout;

    @Option(names = "--config", paramLabel = "FILE", description = "Further settings of every process (HOCON).")
    private @Nullable Path config;

    @Option(
            names = "--progress",
            paramLabel = "FORM",
            defaultValue = "auto",
            description = "Form of the screen: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.",
            completionCandidates = ProgressNames.class)
    private Progress progress;

    private final Surroundings surroundings;

    TryCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CommandFailure {
        ClusterFile.Read cluster = ClusterFile.read(file, surroundings);
        if (cluster.spec().hosts().size() > HOSTS_MAX) {
            throw CommandFailure.of(
                    ExitCode.INVALID,
                    "TOO_MANY_HOSTS",
                    file + " has " + cluster.spec().hosts().size() + " hosts; one machine tries at most " + HOSTS_MAX,
                    "take some hosts out of a copy of the file");
        }
        LoopbackMapping mapping = LoopbackMapping.of(cluster.spec(), LoopbackPrefix.free(new SecureRandom()));
        try {
            TryDirectory place = TryDirectory.open(directory, keep, surroundings);
            Files.writeString(place.clusterFile(), mapping.text());
            print(mapping, place);
            TryRun run = new TryRun(
                    plan(mapping, place), surroundings, spec.commandLine().getErr());
            try {
                return run.run().code();
            } finally {
                place.close(spec.commandLine().getErr());
            }
        } catch (IOException e) {
            throw CommandFailure.of(
                    ExitCode.FAILED, "CANNOT_TRY", "the trial cannot be set up: " + e, "another place: --dir DIR");
        }
    }

    private TryPlan plan(LoopbackMapping mapping, TryDirectory place) {
        return new TryPlan(
                mapping,
                place,
                (store == null ? surroundings.storeDirectory() : store)
                        .toAbsolutePath()
                        .normalize(),
                components,
                config == null ? null : config.toAbsolutePath(),
                progress,
                exitWhenStarted,
                waitTimeout);
    }

    private void print(LoopbackMapping mapping, TryDirectory place) {
        if (progress == Progress.JSON) {
            return;
        }
        PrintWriter out = spec.commandLine().getOut();
        heading(file, mapping, place.isKept(), place.path()).forEach(out::println);
        out.println();
        out.flush();
    }

    /** What is tried, and where; below it the coordinator's host draws as it does everywhere. */
    static List<String> heading(Path file, LoopbackMapping mapping, boolean isKept, Path place) {
        List<String> lines = new ArrayList<>();
        lines.add("Trying " + file + " on this machine, each host on a loopback address of its own:");
        mapping.hosts().forEach((host, address) -> lines.add("   " + host + " -> " + address));
        lines.add("   " + (isKept ? "Kept at the end: " : "Deleted at the end (--keep keeps it): ") + place);
        return lines;
    }
}
