package dev.muster.simulation;

import dev.muster.common.model.HostName;
import dev.muster.common.model.Revision;
import dev.muster.common.model.message.DefinitionCopy;
import dev.muster.coordinator.core.DurableState;
import org.jspecify.annotations.Nullable;

/** What must hold of the copies of the definition that hosts keep. */
final class CopyChecks {

    private CopyChecks() {}

    /** A host writes another copy in the place of the one that it has. */
    static void kept(HostName host, @Nullable DefinitionCopy before, DefinitionCopy next) {
        if (before != null
                && before.cluster().equals(next.cluster())
                && next.current().number().compareTo(before.current().number()) < 0) {
            throw new Violation(
                    Invariant.COPIES_GO_FORWARD,
                    host + " keeps revision " + next.current().number() + " in the place of "
                            + before.current().number());
        }
    }

    /** Nothing happens any more, and the cluster is led: every host whose agent is there has the revision in force. */
    static void areEverywhere(World world, DurableState state) {
        Revision inForce = state.revision();
        for (Machine machine : world.machines()) {
            DefinitionCopy copy = machine.copy;
            if (machine.agent == null) {
                continue;
            }
            boolean isCurrent = copy != null
                    && copy.current().equals(inForce)
                    && copy.formed().containsAll(state.formed());
            if (!isCurrent) {
                throw new Violation(
                        Invariant.COPIES_EVERYWHERE,
                        machine.name + " keeps "
                                + (copy == null
                                        ? "no copy"
                                        : "revision " + copy.current().number()) + ", in force is "
                                + inForce.number());
            }
        }
    }
}
