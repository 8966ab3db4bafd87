package dev.muster.coordinator.core;

import dev.muster.common.model.HostName;
import dev.muster.common.model.change.Restraints;
import dev.muster.common.model.view.ClusterView.Problem;
import java.util.ArrayList;
import java.util.List;

/** What operators hold back, in words. */
final class Restrained {

    private Restrained() {}

    /** What a component waits for that is not to be started now; empty when nothing holds it. */
    static String waitsFor(DurableState durable, HostName host) {
        Restraints restraints = durable.restraints();
        if (restraints.isFrozen()) {
            return "muster unfreeze";
        }
        return restraints.isMaintained(host) ? "the end of its host's maintenance" : "";
    }

    /** What everybody who looks at the cluster is to see, though nothing is wrong. */
    static List<Problem> notices(Restraints restraints, HostDrain drains, long wallMs) {
        List<Problem> notices = new ArrayList<>();
        Restraints.Freeze freeze = restraints.freeze();
        if (freeze != null) {
            notices.add(new Problem(null, null, RestraintDesk.frozen(freeze), Math.max(0, wallMs - freeze.sinceMs())));
        }
        restraints
                .maintenance()
                .forEach((host, lock) -> notices.add(new Problem(
                        host, null, RestraintDesk.inMaintenance(host, lock), Math.max(0, wallMs - lock.sinceMs()))));
        restraints.drained().forEach((id, where) -> drains.notice(restraints, id, where)
                .ifPresent(notices::add));
        restraints.locks().forEach(lock -> notices.add(Locked.notice(lock, wallMs)));
        return notices;
    }
}
