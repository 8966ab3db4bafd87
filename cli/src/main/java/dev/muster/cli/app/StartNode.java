package dev.muster.cli.app;

import dev.muster.cli.command.CommandFailure;
import dev.muster.cli.command.ExitCode;
import dev.muster.cli.command.StartOptions;
import dev.muster.common.model.Failure;

/** One host of a cluster: its agent, and on the master's host the coordinator. */
final class StartNode {

    int run(StartOptions options) throws CommandFailure {
        throw new CommandFailure(
                ExitCode.FAILED,
                Failure.of("NOT_WIRED", "this build cannot start " + options.clusterFile() + " yet", ""));
    }
}
