package dev.muster.coordinator.http;

import dev.muster.common.model.change.Restraints;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What operators hold back, schema {@value #SCHEMA}. Fields are only ever added.
 *
 * @param frozen null when the cluster is not frozen
 * @param maintenance by the names of the hosts
 */
record RestraintsDocument(String schema, @Nullable Frozen frozen, List<Maintenance> maintenance) {

    static final String SCHEMA = "muster/restraints/1";

    record Frozen(String who, String reason, String since) {}

    record Maintenance(String host, String who, String reason, String since, String until) {}

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
                                Json.time(each.getValue().untilMs())))
                        .toList());
    }
}
