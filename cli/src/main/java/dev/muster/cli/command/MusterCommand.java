package dev.muster.cli.command;

import java.io.PrintWriter;
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
     * The command with all its subcommands, ready to be executed.
     *
     * @param starter what {@code start} comes to
     * @param founder what {@code init} comes to
     */
    public static CommandLine commandLine(
            Surroundings surroundings, StartRunner starter, StartRunner founder, PrintWriter out, PrintWriter err) {
        CommandLine line = new CommandLine(new MusterCommand(surroundings));
        line.addSubcommand("start", new StartCommand(surroundings, starter));
        line.addSubcommand("try", new TryCommand(surroundings));
        line.addSubcommand("validate", new ValidateCommand(surroundings));
        line.addSubcommand("render", new RenderCommand(surroundings));
        line.addSubcommand("ports", new PortsCommand(surroundings));
        line.addSubcommand("status", new StatusCommand(surroundings));
        line.addSubcommand("hosts", new HostsCommand(surroundings));
        line.addSubcommand("host", HostCommand.commandLine(surroundings));
        line.addSubcommand("why", new WhyCommand(surroundings));
        line.addSubcommand("explain", new ExplainCommand(surroundings));
        line.addSubcommand("events", new EventsCommand(surroundings));
        line.addSubcommand("timeline", new TimelineCommand(surroundings));
        line.addSubcommand("wait", new WaitCommand(surroundings));
        line.addSubcommand("doctor", new DoctorCommand(surroundings));
        line.addSubcommand("config", new ConfigCommand());
        line.addSubcommand("logs", new LogsCommand(surroundings));
        line.addSubcommand("env", new EnvCommand(surroundings));
        line.addSubcommand("open", new OpenCommand(surroundings));
        line.addSubcommand("support-bundle", new SupportBundleCommand(surroundings));
        line.addSubcommand("stop", new StopCommand(surroundings));
        line.addSubcommand("access", AccessCommand.commandLine(surroundings));
        line.addSubcommand("audit", AuditCommand.commandLine(surroundings));
        line.addSubcommand("init", new InitCommand(surroundings, founder));
        line.addSubcommand("token", new TokenCommand(surroundings));
        line.addSubcommand("cert", CertCommand.commandLine(surroundings));
        line.addSubcommand("secret", new SecretCommand(surroundings));
        line.addSubcommand("completion", new CompletionCommand());
        line.addSubcommand(NamesCommand.NAME, new NamesCommand(surroundings));
        line.addSubcommand("version", new VersionCommand(surroundings));
        line.addSubcommand("help", new CommandLine.HelpCommand());
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
