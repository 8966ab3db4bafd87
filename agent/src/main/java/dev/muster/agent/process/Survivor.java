package dev.muster.agent.process;

import dev.muster.common.model.LaunchId;
import dev.muster.common.model.PlanHash;
import dev.muster.common.model.Role;

/**
 * A launch that runs, as its own records tell it: what an agent that has lost its journal goes on from.
 *
 * @param plan hash of the plan that it was made from
 */
public record Survivor(LaunchId launch, Role role, PlanHash plan, ProcessIdentity process) {}
