package dev.muster.cli.command;

import dev.muster.agent.preflight.MachineFacts;
import dev.muster.agent.preflight.MachineSettings;
import dev.muster.common.model.AgentFacts;
import dev.muster.common.settings.MusterSettings;
import java.nio.file.Path;

/** What this machine is like, as an agent on it says. */
public final class Machines {

    private Machines() {}

    /** Looks at it; exit code 3 when the settings do not fit it. */
    public static AgentFacts facts(Surroundings surroundings, MusterSettings settings) throws CommandFailure {
        MachineFacts.Result result = new MachineFacts(Path.of("/"), surroundings.environment(), surroundings.userHome())
                .collect(new MachineSettings(
                        surroundings.version(),
                        settings.dir(),
                        settings.install().store(),
                        settings.java().homes().stream().map(Path::toString).toList(),
                        settings.runAs().isEmpty() ? null : settings.runAs()));
        if (result instanceof MachineFacts.Result.Failed failed) {
            throw new CommandFailure(ExitCode.INVALID, failed.failure());
        }
        return ((MachineFacts.Result.Collected) result).facts();
    }
}
