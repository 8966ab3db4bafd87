package dev.muster.coordinator.core;

import dev.muster.common.model.AgentStatus;
import dev.muster.common.model.spec.HostSpec;

/**
 * A host that is waited for.
 *
 * @param host as the file has it
 * @param status AWAITED, or LOST when it was there before
 */
public record AwayHost(HostSpec host, AgentStatus status) {}
