package dev.muster.agent.core;

import dev.muster.common.model.plan.LaunchPlan;

/**
 * A component that is to run on this host.
 *
 * @param plan that its next launch is made from
 * @param installed whether what it is made of is here
 * @param alive whether it runs, or may
 */
public record Prospect(LaunchPlan plan, boolean installed, boolean alive) {}
