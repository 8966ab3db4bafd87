package dev.muster.simulation;

import dev.muster.agent.core.AgentCommand;
import dev.muster.agent.core.AgentDurable;
import dev.muster.agent.core.AgentEvent;
import dev.muster.common.engine.Core;
import dev.muster.common.engine.Decision;
import dev.muster.common.model.SessionId;
import dev.muster.common.model.message.DefinitionCopy;
import dev.muster.common.model.message.Message;
import dev.muster.coordinator.core.CoordinatorCommand;
import dev.muster.coordinator.core.CoordinatorEvent;
import dev.muster.coordinator.core.DurableState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Planted bugs of the copies of the definition that hosts keep. */
final class CopyBugs {

    private CopyBugs() {}

    static Core<AgentEvent, AgentCommand, AgentDurable> oldCopiesKept(
            Core<AgentEvent, AgentCommand, AgentDurable> core) {
        DefinitionCopy[] kept = {null};
        return (nowMs, event) -> {
            Decision<AgentCommand, AgentDurable> decision = core.step(nowMs, event);
            List<AgentCommand> commands = new ArrayList<>(decision.commands());
            for (AgentCommand command : decision.commands()) {
                DefinitionCopy last = kept[0];
                if (command instanceof AgentCommand.Keep keep) {
                    kept[0] = keep.copy();
                    if (last != null) {
                        commands.add(new AgentCommand.Keep(last));
                    }
                }
            }
            return new Decision<>(commands, decision.write());
        };
    }

    static Core<CoordinatorEvent, CoordinatorCommand, DurableState> revisionsUntold(
            Core<CoordinatorEvent, CoordinatorCommand, DurableState> core) {
        Set<SessionId> told = new HashSet<>();
        return (nowMs, event) -> {
            Decision<CoordinatorCommand, DurableState> decision = core.step(nowMs, event);
            List<CoordinatorCommand> commands = decision.commands().stream()
                    .filter(command -> !(command instanceof CoordinatorCommand.Send send
                                    && send.message() instanceof Message.Definition)
                            || told.add(send.session()))
                    .toList();
            return new Decision<>(commands, decision.write());
        };
    }
}
