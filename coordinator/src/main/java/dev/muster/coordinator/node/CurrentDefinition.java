package dev.muster.coordinator.node;

import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.coordinator.core.CoordinatorCommand.Define;
import dev.muster.coordinator.core.History;
import org.jspecify.annotations.Nullable;

/** What the cluster is defined as now, for all who are not the core: what it said last, or this coordinator's own file before. */
final class CurrentDefinition {

    private final ClusterSpec own;
    private volatile @Nullable Define last;

    /** @param own what this coordinator was started with */
    CurrentDefinition(ClusterSpec own) {
        this.own = own;
    }

    void follow(Define said) {
        last = said;
    }

    /** Hosts and roles, those that are still to come and those that have not left yet too. */
    ClusterSpec spec() {
        Define said = last;
        return said == null ? own : said.members();
    }

    /** The revisions that are kept; null before this coordinator has led. */
    @Nullable
    History history() {
        Define said = last;
        return said == null ? null : said.history();
    }
}
