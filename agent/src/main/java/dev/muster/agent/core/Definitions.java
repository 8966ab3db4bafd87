package dev.muster.agent.core;

import dev.muster.common.model.ClusterId;
import dev.muster.common.model.HeldRevision;
import dev.muster.common.model.HostName;
import dev.muster.common.model.message.DefinitionCopy;
import dev.muster.common.model.message.Message.Definition;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** This host's copy of its cluster's definition. Nothing is decided by it: it is there to be shown, and to rebuild a coordinator from. */
final class Definitions {

    private final HostName host;
    private final Outbox outbox;
    private final Consumer<String> ignored;
    private @Nullable DefinitionCopy copy;

    /** @param copy that is kept already; null for none */
    Definitions(HostName host, @Nullable DefinitionCopy copy, Outbox outbox, Consumer<String> ignored) {
        this.host = host;
        this.copy = copy;
        this.outbox = outbox;
        this.ignored = ignored;
    }

    /** What is kept of the definition of {@code cluster}; null for nothing. */
    @Nullable
    HeldRevision held(@Nullable ClusterId cluster) {
        DefinitionCopy known = of(cluster);
        return known == null ? null : known.held();
    }

    /** The coordinator of {@code cluster} has said what it is defined as. */
    void heard(ClusterId cluster, Definition said) {
        DefinitionCopy known = of(cluster);
        if (known != null && !known.isOlderThan(said)) {
            ignored.accept("definition.not-newer");
            return;
        }
        DefinitionCopy next = known == null ? DefinitionCopy.of(cluster, host, said) : known.replacedBy(said);
        copy = next;
        outbox.add(new AgentCommand.Keep(next));
    }

    /** A copy of another cluster's definition, from before this folder came to this one, is none. */
    private @Nullable DefinitionCopy of(@Nullable ClusterId cluster) {
        DefinitionCopy known = copy;
        return known != null && known.cluster().equals(cluster) ? known : null;
    }
}
