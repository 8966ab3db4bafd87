package dev.muster.coordinator.core;

import dev.muster.common.model.HostName;
import dev.muster.common.model.SpecHash;
import dev.muster.common.model.message.DefinitionCopy;
import dev.muster.common.model.spec.ClusterSpec;
import org.jspecify.annotations.Nullable;

/**
 * What a coordinator is started with.
 *
 * @param definition what its own cluster.json means; the one in force may be another revision
 * @param specHash of the exact bytes
 * @param specText the exact text
 * @param self the host that this coordinator runs on
 * @param sessions when an agent counts as gone
 * @param quorumGraceMs how long a start waits for hosts that the file does not require
 * @param rebuiltFrom a host's copy of the definition, when this coordinator is to lead a cluster again that has lost its store; null for none
 */
public record CoordinatorSettings(
        Definer.Definition definition,
        SpecHash specHash,
        String specText,
        HostName self,
        SessionSettings sessions,
        long quorumGraceMs,
        @Nullable DefinitionCopy rebuiltFrom) {

    /** What its own cluster.json has run. */
    public ClusterSpec spec() {
        return definition.spec();
    }
}
