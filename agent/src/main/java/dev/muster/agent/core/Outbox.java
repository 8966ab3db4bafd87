package dev.muster.agent.core;

import dev.muster.agent.core.AgentCommand.Send;
import dev.muster.agent.core.AgentCommand.Tell;
import dev.muster.common.model.Failure;
import dev.muster.common.model.Role;
import dev.muster.common.model.message.Message;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one step wants done, in order. */
final class Outbox {

    private List<AgentCommand> commands = new ArrayList<>();

    void add(AgentCommand command) {
        commands.add(command);
    }

    void send(long link, Message.FromAgent message) {
        add(new Send(link, message));
    }

    void tell(AgentNotice.Type type, String message) {
        tell(type, null, message);
    }

    void tell(AgentNotice.Type type, @Nullable Role role, String message) {
        add(new Tell(new AgentNotice(type, role, message)));
    }

    /** Something is wrong, and this is why. */
    void tell(AgentNotice.Type type, String message, Failure cause) {
        add(new Tell(new AgentNotice(type, null, message, cause)));
    }

    /** Everything since the last time. */
    List<AgentCommand> drain() {
        List<AgentCommand> drained = commands;
        commands = new ArrayList<>();
        return drained;
    }
}
