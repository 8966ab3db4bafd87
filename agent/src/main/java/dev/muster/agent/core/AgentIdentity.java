package dev.muster.agent.core;

import dev.muster.common.model.AgentFacts;
import dev.muster.common.model.ClusterName;
import dev.muster.common.model.HostName;
import dev.muster.common.model.SpecHash;

/**
 * Who an agent is and what it says of itself when it registers.
 *
 * @param specText the exact text of its cluster.json; empty when it is too long to be sent
 */
public record AgentIdentity(ClusterName cluster, HostName host, AgentFacts facts, SpecHash specHash, String specText) {}
