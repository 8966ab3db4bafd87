package dev.muster.coordinator.http;

import dev.muster.common.model.ComponentId;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.change.AtBalancer;
import dev.muster.common.model.change.Lock;
import dev.muster.common.model.change.Restraints;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What operators hold back, schema {@value #SCHEMA}. Fields are only ever added.
 *
 * @param frozen null when the cluster is not frozen
 * @param maintenance by the names of the hosts
 * @param locks in the order in which they were taken
 * @param drained members that maintenance takes out of their balancer, or has taken out, and that are not back yet
 */
record RestraintsDocument(
        String schema,
        @Nullable Frozen frozen,
        List<Maintenance> maintenance,
        List<Locked> locks,
        List<Drained> drained) {

    static final String SCHEMA = "muster/restraints/1";

    record Frozen(String who, String reason, String since) {}

    /** @param drain whether its users are led elsewhere */
    record Maintenance(String host, String who, String reason, String since, String until, boolean drain) {}

    /** @param state where it stands to its balancer */
    record Drained(String host, String role, AtBalancer state) {

        static Drained of(Map.Entry<ComponentId, AtBalancer> member) {
            return new Drained(
                    member.getKey().host().value(), member.getKey().role().value(), member.getValue());
        }
    }

    /**
     * What one person alone changes.
     *
     * @param host null when it is not on a host
     * @param role null when it is not on a role; with neither it is on the cluster
     */
    record Locked(@Nullable String host, @Nullable String role, String who, String reason, String since, String until) {

        static Locked of(Lock lock) {
            HostName host = lock.scope().host();
            Role role = lock.scope().role();
            return new Locked(
                    host == null ? null : host.value(),
                    role == null ? null : role.value(),
                    lock.who(),
                    lock.reason(),
                    Json.time(lock.sinceMs()),
                    Json.time(lock.untilMs()));
        }
    }

    static RestraintsDocument of(Restraints restraints) {
        Restraints.Freeze freeze = restraints.freeze();
        return new RestraintsDocument(
                SCHEMA,
                freeze == null ? null : new Frozen(freeze.who(), freeze.reason(), Json.time(freeze.sinceMs())),
                restraints.maintenance().entrySet().stream()
                        .map(each -> new Maintenance(
                                each.getKey().value(),
                                each.getValue().who(),
                                each.getValue().reason(),
                                Json.time(each.getValue().sinceMs()),
                                Json.time(each.getValue().untilMs()),
                                each.getValue().drain()))
                        .toList(),
                restraints.locks().stream().map(Locked::of).toList(),
                restraints.drained().entrySet().stream().map(Drained::of).toList());
    }
}
