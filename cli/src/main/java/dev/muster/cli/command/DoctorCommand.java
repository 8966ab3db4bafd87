package dev.muster.cli.command;

import dev.muster.cli.console.ChecksText;
import dev.muster.cli.console.Terminal;
import dev.muster.common.model.Check;
import dev.muster.common.model.Check.Result;
import dev.muster.common.model.HostName;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muster doctor}: every host looks at itself, through its agent; or this machine does, before there is a cluster. */
@Command(
        name = "doctor",
        header = "Look whether the hosts can do what they are wanted for, with what repairs each fault.")
final class DoctorCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Mixin
    private Connection connection;

    @Parameters(
            arity = "0..1",
            paramLabel = "HOST",
            description = "A host of the cluster. Default: all of them, and only what is wrong is listed.")
    private @Nullable String host;

    @Option(
            names = "--here",
            description =
                    "Look at this machine, as HOST of --cluster FILE and without a coordinator: before its first start.")
    private boolean here;

    @Option(
            names = "--ignore",
            paramLabel = "CHECK",
            description =
                    "Let this check of HOST not count for the preflight, in this run and later ones: its name. Needs a reason.")
    private @Nullable String ignore;

    @Option(names = "--heed", paramLabel = "CHECK", description = "Let a check of HOST that is ignored count again.")
    private @Nullable String heed;

    @Option(
            names = "--fix",
            description =
                    "Have the hosts repair by themselves what is safe and can be taken back, after a question: what doctor lists"
                            + " as such. Then look again.")
    private boolean fix;

    @Option(
            names = {"-y", "--yes"},
            description = "With --fix: do not ask.")
    private boolean yes;

    @Mixin
    private ReasonOption reason;

    @Option(names = "--all", description = "List what is well, too. With a HOST that is so anyway.")
    private boolean all;

    @Option(
            names = "-o",
            paramLabel = "FORM",
            defaultValue = "text",
            description = "text, or json: one document a line for each host. Default: ${DEFAULT-VALUE}.")
    private Output output;

    private final Surroundings surroundings;

    DoctorCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CommandFailure {
        if (ignore != null || heed != null) {
            return changeWhatCounts();
        }
        Map<String, List<Check>> found = fix ? repaired() : look();
        PrintWriter out = spec.commandLine().getOut();
        if (output == Output.JSON) {
            found.forEach((name, checks) -> out.println(ChecksJson.write(name, checks)));
        } else {
            Terminal terminal = surroundings.terminal();
            terminal.print(
                    new ChecksText(terminal.glyphs(), terminal.textColumns()).lines(found, all || host != null), out);
            long fixable = DoctorFix.offers(found).values().stream()
                    .mapToLong(List::size)
                    .sum();
            if (fixable > 0 && !fix) {
                out.println((fixable == 1 ? "1 of them is" : fixable + " of them are")
                        + " repaired by the host itself with --fix, after a question");
            }
        }
        boolean well = found.values().stream()
                .allMatch(checks -> checks.stream().noneMatch(check -> check.result() == Result.FAILED));
        return well ? ExitCode.OK.code() : ExitCode.UNHEALTHY.code();
    }

    private Map<String, List<Check>> look() throws CommandFailure {
        return here ? thisMachine().look() : ofTheCluster();
    }

    private Map<String, List<Check>> repaired() throws CommandFailure {
        DoctorFix doctor = new DoctorFix(surroundings, spec.commandLine().getErr());
        doctor.mayBeConfirmed(yes);
        Map<String, List<Check>> found = look();
        DoctorFix.Repairer repairer = here
                ? (name, checks) -> thisMachine().repair(checks)
                : (name, checks) -> RepairsJson.read(
                        connection.open(surroundings).repair(Hosts.parse(name), checks, reason.text()));
        return doctor.run(found, yes, repairer) ? look() : found;
    }

    private int changeWhatCounts() throws CommandFailure {
        String one = host == null ? "" : host;
        boolean unclear = one.isEmpty() || here || fix || ignore != null && heed != null;
        if (unclear || ignore != null && reason.text().isBlank()) {
            throw CommandFailure.of(
                    ExitCode.USAGE,
                    unclear ? "HOST_AND_CHECK_NEEDED" : "REASON_NEEDED",
                    unclear
                            ? "one check of one HOST of the cluster is ignored, or heeded, at a time"
                            : "a check is not ignored without a reason",
                    "muster doctor HOST --ignore CHECK --reason TEXT");
        }
        HostName named = Hosts.parse(one);
        CoordinatorClient coordinator = connection.open(surroundings);
        PrintWriter out = spec.commandLine().getOut();
        if (ignore != null) {
            coordinator.ignoreCheck(named, ignore, reason.text());
            out.println("\"" + ignore + "\" of " + named + " does not count. To have it count again: "
                    + surroundings.program() + " doctor " + named + " --heed '" + ignore + "'");
        } else if (heed != null) {
            coordinator.heedCheck(named, heed, reason.text());
            out.println("\"" + heed + "\" of " + named + " counts again.");
        }
        return ExitCode.OK.code();
    }

    private Map<String, List<Check>> ofTheCluster() throws CommandFailure {
        CoordinatorClient coordinator = connection.open(surroundings);
        if (host != null) {
            HostName named = Hosts.parse(host);
            return Map.of(named.value(), ChecksJson.read(coordinator.checks(named)));
        }
        List<HostName> hosts = StatusJson.read(coordinator.cluster()).hosts().stream()
                .map(view -> view.name())
                .toList();
        return ClusterChecks.ofAll(hosts, () -> connection.open(surroundings));
    }

    private LocalChecks thisMachine() throws CommandFailure {
        Path file = connection.clusterFile();
        if (file == null || host == null) {
            throw CommandFailure.of(
                    ExitCode.USAGE,
                    "HOST_AND_FILE_NEEDED",
                    "--here needs to know which host of which file this machine is",
                    "muster doctor --here HOST --cluster cluster.json");
        }
        return LocalChecks.of(LocalPlans.of(surroundings, file, null, null), host);
    }
}
