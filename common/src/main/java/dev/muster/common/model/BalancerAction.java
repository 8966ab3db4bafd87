package dev.muster.common.model;

import java.util.Locale;

/** What is asked of a load balancer, in the order in which one member goes through them; CHECK and WARM are no matter of the balancer. */
public enum BalancerAction {
    /** Send it no new users. */
    DISABLE,
    /** Wait until those that it has are gone. */
    DRAIN,
    /** Ask the operator's own program whether the member does its work, and the next step may begin. */
    CHECK,
    /** Have the operator's own program fill the store that the member is the first one to work with. */
    WARM,
    /** Send it users again. */
    ENABLE;

    /** As hooks are told it, and commands take it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
