package dev.muster.agent.core;

import dev.muster.common.model.ClusterId;
import dev.muster.common.model.Failure;
import dev.muster.common.model.LaunchId;
import dev.muster.common.model.Role;
import dev.muster.common.model.message.DefinitionCopy;
import dev.muster.common.model.message.Message;
import dev.muster.common.model.plan.LaunchPlan;
import dev.muster.common.model.plan.LaunchPlan.StopPolicy;
import java.util.SortedSet;

/** What an agent wants done. */
public sealed interface AgentCommand {

    /** Say something on a connection; if it is gone, it is lost. */
    record Send(long link, Message.FromAgent message) implements AgentCommand {}

    /** End a connection and make a new one after a pause. */
    record Disconnect(long link, String reason) implements AgentCommand {}

    /** Put a plan's software in place. */
    record Install(Role role, LaunchPlan plan) implements AgentCommand {}

    /**
     * Check the machine and that the data are this cluster's, write the files and start the process.
     *
     * @param ignoredChecks names of checks of the machine that do not keep it, whatever they find
     */
    record Launch(Role role, LaunchId launch, LaunchPlan plan, ClusterId cluster, SortedSet<String> ignoredChecks)
            implements AgentCommand {}

    /** Ask the probes of a launch again and again, until it ends. */
    record Watch(Role role, LaunchId launch, LaunchPlan plan) implements AgentCommand {}

    /** End all of a launch. */
    record Stop(Role role, LaunchId launch, StopPolicy policy) implements AgentCommand {}

    /** Begin to leave the cluster in the way of {@code plan}, or begin it again; whatever was begun before is given up. */
    record Leave(Role role, LaunchId launch, LaunchPlan plan) implements AgentCommand {}

    /** Give up the leaving that is under way, if any, and do what the plan says for afterwards. */
    record CloseLeave(Role role, LaunchPlan plan) implements AgentCommand {}

    /** Keep this copy of the cluster's definition, in the place of what was kept before. */
    record Keep(DefinitionCopy copy) implements AgentCommand {}

    /** Tell the operator of this host. */
    record Tell(AgentNotice notice) implements AgentCommand {}

    /** This agent ends; a failure says why when nobody here asked for it. */
    record End(
            Ending ending,
            @org.jspecify.annotations.Nullable Failure failure) implements AgentCommand {}

    /** Why an agent ends. */
    enum Ending {
        /** An operator asked for it here, or stopped the cluster or the host. */
        ASKED,
        /** The coordinator will not have it. */
        REFUSED
    }
}
