package dev.muster.cli.command;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The {@code muster} command: shows what there is. */
@Command(
        name = "muster",
        header = "Brings up and keeps up a cluster from one cluster.json.",
        description = {
            "",
            "On each machine, with its own name:",
            "  muster start -h 192.168.1.40 --cluster cluster.json",
            "The whole cluster on this machine:",
            "  muster try cluster.json",
            ""
        },
        synopsisSubcommandLabel = "COMMAND")
public final class MusterCommand implements Runnable {

    private static final Set<String> LOOKING_AT_OTHERS = Set.of("help", "completion");

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Option(names = "--version", description = "Print the version.")
    private boolean version;

    private final Surroundings surroundings;

    private MusterCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /**
     * The command, ready to be executed. Every subcommand costs a start some milliseconds, so that there is only the one that
     * {@code arguments} begin with; all of them when they begin with something else, or with one that looks at the others.
     *
     * @param starter what {@code start} comes to
     * @param founder what {@code init} comes to
     * @param arguments that it will be executed with
     */
    public static CommandLine commandLine(
            Surroundings surroundings,
            StartRunner starter,
            StartRunner founder,
            PrintWriter out,
            PrintWriter err,
            String... arguments) {
        Map<String, Supplier<Object>> subcommands = subcommands(surroundings, starter, founder);
        String wanted = arguments.length == 0 ? "" : arguments[0];
        if (subcommands.containsKey(wanted) && !LOOKING_AT_OTHERS.contains(wanted)) {
            subcommands.keySet().retainAll(Set.of(wanted));
        }
        CommandLine line = new CommandLine(new MusterCommand(surroundings));
        subcommands.forEach((name, command) -> line.addSubcommand(name, command.get()));
        Mistakes mistakes = new Mistakes(surroundings);
        line.setOut(out)
                .setErr(err)
                .setParameterExceptionHandler(mistakes)
                .setExecutionExceptionHandler(mistakes)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExpandAtFiles(false) // an argument is what it says: "@/dev/zero" is no file of arguments to be read
                .setUsageHelpWidth(
                        Math.max(60, Math.min(100, surroundings.terminal().columns())))
                .setColorScheme(CommandLine.Help.defaultColorScheme(
                        surroundings.terminal().colour() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
        addExitCodes(line);
        return line;
    }

    private static Map<String, Supplier<Object>> subcommands(
            Surroundings surroundings, StartRunner starter, StartRunner founder) {
        Map<String, Supplier<Object>> all = new LinkedHashMap<>();
        all.put("start", () -> new StartCommand(surroundings, starter));
        all.put("try", () -> new TryCommand(surroundings));
        all.put("validate", () -> new ValidateCommand(surroundings));
        all.put("render", () -> RenderCommand.commandLine(surroundings));
        all.put("balancer", () -> BalancerCommand.commandLine(surroundings));
        all.put("ports", () -> new PortsCommand(surroundings));
        all.put("status", () -> new StatusCommand(surroundings));
        all.put("hosts", () -> new HostsCommand(surroundings));
        all.put("host", () -> HostCommand.commandLine(surroundings));
        all.put("why", () -> new WhyCommand(surroundings));
        all.put("explain", () -> new ExplainCommand(surroundings));
        all.put("events", () -> new EventsCommand(surroundings));
        all.put("timeline", () -> new TimelineCommand(surroundings));
        all.put("wait", () -> new WaitCommand(surroundings));
        all.put("doctor", () -> new DoctorCommand(surroundings));
        all.put("config", () -> new ConfigCommand());
        all.put("logs", () -> new LogsCommand(surroundings));
        all.put("env", () -> new EnvCommand(surroundings));
        all.put("open", () -> new OpenCommand(surroundings));
        all.put("support-bundle", () -> new SupportBundleCommand(surroundings));
        all.put("plan", () -> new PlanCommand(surroundings));
        all.put("apply", () -> new ApplyCommand(surroundings));
        all.put("restart", () -> new RestartCommand(surroundings));
        all.put("change", () -> ChangeCommand.commandLine(surroundings));
        all.put("revisions", () -> new RevisionsCommand(surroundings));
        all.put("diff", () -> new DiffCommand(surroundings));
        all.put("merge", () -> new MergeCommand(surroundings));
        all.put("rollback", () -> new RollbackCommand(surroundings));
        all.put("upgrade", () -> new UpgradeCommand(surroundings));
        all.put("export", () -> new ExportCommand(surroundings));
        all.put("can-stop", () -> new CanStopCommand(surroundings));
        all.put("freeze", () -> new FreezeCommand(surroundings));
        all.put("unfreeze", () -> new UnfreezeCommand(surroundings));
        all.put("maintenance", () -> MaintenanceCommand.commandLine(surroundings));
        all.put("lock", () -> new LockCommand(surroundings));
        all.put("unlock", () -> new UnlockCommand(surroundings));
        all.put("locks", () -> new LocksCommand(surroundings));
        all.put("retry", () -> new RetryCommand(surroundings));
        all.put("stop", () -> new StopCommand(surroundings));
        all.put("access", () -> AccessCommand.commandLine(surroundings));
        all.put("audit", () -> AuditCommand.commandLine(surroundings));
        all.put("init", () -> new InitCommand(surroundings, founder));
        all.put("token", () -> new TokenCommand(surroundings));
        all.put("cert", () -> CertCommand.commandLine(surroundings));
        all.put("secret", () -> new SecretCommand(surroundings));
        all.put("completion", () -> new CompletionCommand());
        all.put(NamesCommand.NAME, () -> new NamesCommand(surroundings));
        all.put("version", () -> new VersionCommand(surroundings));
        all.put("help", () -> new CommandLine.HelpCommand());
        return all;
    }

    private static void addExitCodes(CommandLine command) {
        command.getCommandSpec().usageMessage().exitCodeListHeading("%nExit codes:%n");
        command.getCommandSpec().usageMessage().exitCodeList(ExitCode.table());
        command.getSubcommands().values().forEach(MusterCommand::addExitCodes);
    }

    @Override
    public void run() {
        if (version) {
            spec.commandLine().getOut().println("muster " + surroundings.version());
        } else {
            spec.commandLine().usage(spec.commandLine().getOut());
        }
    }
}
