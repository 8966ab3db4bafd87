package dev.muster.cli.command;

import dev.muster.common.model.BalancerAction;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code muster balancer}: shows what there is. */
@Command(
        name = "balancer",
        header = "Try the hooks of the load balancer by hand.",
        description = {
            "",
            "Takes a member out of its balancer, waits until its users are gone, runs the check,"
                    + " or puts it back: what a change does by itself, as \"balancer\" of cluster.json says."
                    + " Runs on this machine, without a coordinator. With --dry-run it is only told.",
            ""
        },
        synopsisSubcommandLabel = "COMMAND")
final class BalancerCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    static CommandLine commandLine(Surroundings surroundings) {
        CommandLine line = new CommandLine(new BalancerCommand());
        for (BalancerAction action : BalancerAction.values()) {
            CommandLine each = new CommandLine(new BalancerActionCommand(surroundings, action));
            each.getCommandSpec().usageMessage().header(header(action));
            line.addSubcommand(action.word(), each);
        }
        return line;
    }

    private static String header(BalancerAction action) {
        return switch (action) {
            case DISABLE -> "Send a member no new users.";
            case DRAIN -> "Wait until the users of a member are gone.";
            case CHECK -> "Run the check that stands between the steps of a change.";
            case WARM -> "Run the warm-up of a pair.";
            case ENABLE -> "Send a member users again.";
        };
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
