package dev.muster.coordinator.http;

import dev.muster.common.model.Check;
import dev.muster.common.model.Check.Fix;
import dev.muster.common.model.HostName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a host found when it looked at itself: schema {@value #SCHEMA}. Fields are only ever added. */
record ChecksDocument(String schema, String host, List<Looked> checks) {

    static final String SCHEMA = "muster/checks/1";

    record Looked(
            String check,
            @Nullable String role,
            String result,
            @Nullable String detail,
            StatusDocument.@Nullable Cause failure,
            @Nullable Fix fix) {}

    static ChecksDocument of(HostName host, List<Check> checks) {
        return new ChecksDocument(
                SCHEMA,
                host.value(),
                checks.stream().map(ChecksDocument::looked).toList());
    }

    private static Looked looked(Check check) {
        return new Looked(
                check.name(),
                check.role() == null ? null : check.role().value(),
                check.result().name(),
                check.detail().isEmpty() ? null : check.detail(),
                StatusDocument.Cause.of(check.failure()),
                check.fix());
    }
}
