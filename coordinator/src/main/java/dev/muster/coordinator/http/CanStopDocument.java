package dev.muster.coordinator.http;

import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import java.util.Collection;
import java.util.List;

/**
 * Whether hosts can be stopped, schema {@value #SCHEMA}. Fields are only ever added.
 *
 * @param reasons what speaks against it, most important first; none when they can
 */
record CanStopDocument(String schema, List<String> hosts, boolean canStop, List<StatusDocument.Cause> reasons) {

    static final String SCHEMA = "muster/can-stop/1";

    static CanStopDocument of(Collection<HostName> hosts, List<Failure> reasons) {
        return new CanStopDocument(
                SCHEMA,
                hosts.stream().map(HostName::value).toList(),
                reasons.isEmpty(),
                reasons.stream()
                        .map(why -> new StatusDocument.Cause(why.code(), why.message(), why.hint(), why.detail()))
                        .toList());
    }
}
