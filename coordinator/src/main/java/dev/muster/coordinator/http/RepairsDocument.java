package dev.muster.coordinator.http;

import dev.muster.common.model.HostName;
import dev.muster.common.model.Repair;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a host has repaired by itself, and what not: schema {@value #SCHEMA}. Fields are only ever added. */
record RepairsDocument(String schema, String host, List<Entry> repairs) {

    static final String SCHEMA = "muster/repairs/1";

    record Entry(
            String check,
            String outcome,
            String text,
            @Nullable String command) {}

    static RepairsDocument of(HostName host, List<Repair> repairs) {
        return new RepairsDocument(
                SCHEMA,
                host.value(),
                repairs.stream()
                        .map(each -> new Entry(
                                each.check(),
                                each.outcome().name(),
                                each.text(),
                                each.command().isEmpty() ? null : each.command()))
                        .toList());
    }

    /** For the audit. */
    static String words(List<Repair> repairs) {
        return repairs.stream().map(each -> each.check() + " " + each.outcome()).collect(Collectors.joining(", "));
    }
}
