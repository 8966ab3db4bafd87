package dev.muster.agent.process;

import dev.muster.common.model.LaunchId;
import dev.muster.common.model.plan.LaunchPlan;
import org.jspecify.annotations.Nullable;

/**
 * A launch that runs, as its own records tell it: what an agent that has lost its journal goes on from.
 *
 * @param plan that it was made from; null when that cannot be read any more
 * @param process of the component, or, when its records cannot be read, any process of the launch
 */
public record Survivor(LaunchId launch, @Nullable LaunchPlan plan, ProcessIdentity process) {}
