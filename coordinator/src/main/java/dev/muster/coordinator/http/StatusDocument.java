package dev.muster.coordinator.http;

import dev.muster.common.model.Evidence;
import dev.muster.common.model.Failure;
import dev.muster.common.model.Observation;
import dev.muster.common.model.view.ClusterView;
import dev.muster.common.model.view.ClusterView.ComponentView;
import dev.muster.common.model.view.ClusterView.HostView;
import dev.muster.common.model.view.ClusterView.Problem;
import dev.muster.common.model.view.Missing;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The cluster as {@code GET /v1/cluster} says it: schema {@value #SCHEMA}. Fields are only ever added. Times are RFC 3339 by
 * the coordinator's wall clock, computed from ages, so that they may differ by milliseconds from one answer to the next.
 *
 * @param hosts in the order of cluster.json, their roles by name
 * @param problems most important first
 * @param change that goes on, or the last one that did; null before the first
 */
record StatusDocument(
        String schema,
        String cluster,
        String id,
        String state,
        String since,
        long revision,
        long epoch,
        String leader,
        Counts counts,
        List<Host> hosts,
        List<Trouble> problems,
        List<Link> links,
        @Nullable ChangeDocument change) {

    static final String SCHEMA = "muster/status/1";

    record Counts(long hosts, long hostsReady, long parts, long partsReady) {}

    record Host(
            String name,
            String state,
            String since,
            @Nullable String address,
            @Nullable Long agentPid,
            @Nullable Absence missing,
            List<Part> roles) {}

    /** Why a host is not there; {@code summary} is the same for all hosts of one {@code code}. */
    record Absence(
            String code,
            String summary,
            String message,
            String hint,
            @Nullable String command,
            String since) {}

    record Part(
            String role,
            String kind,
            String version,
            String state,
            boolean joined,
            @Nullable String goal,
            String since,
            String heardAt,
            @Nullable Long pid,
            @Nullable String launch,
            int restarts,
            boolean gaveUp,
            @Nullable String waitsFor,
            @Nullable String progress,
            @Nullable Cause failure,
            List<Proof> evidence) {}

    record Proof(String probe, String level, boolean passed, String detail, Map<String, String> facts, String at) {}

    record Cause(String code, String message, String hint, List<String> detail) {

        static @Nullable Cause of(@Nullable Failure failure) {
            return failure == null
                    ? null
                    : new Cause(failure.code(), failure.message(), failure.hint(), failure.detail());
        }
    }

    record Trouble(
            String id,
            @Nullable String host,
            @Nullable String role,
            String since,
            String message,
            String hint,
            List<String> detail) {}

    record Link(String name, String value, @Nullable String variable) {}

    static StatusDocument of(ClusterView view, long wallMs) {
        return of(view, ageMs -> Json.time(wallMs - Math.max(0, ageMs)));
    }

    /** The same without a single time: equal as long as nothing has happened, though everything gets older. */
    static StatusDocument timeless(ClusterView view) {
        return of(view, ageMs -> "");
    }

    private static StatusDocument of(ClusterView view, Times times) {
        return new StatusDocument(
                SCHEMA,
                view.name().value(),
                view.id().value(),
                view.phase().name(),
                times.before(view.phaseAgeMs()),
                view.generation().value(),
                view.epoch().value(),
                view.coordinator().value(),
                new Counts(view.hosts().size(), view.hostsReady(), view.componentCount(), view.componentsJoined()),
                view.hosts().stream().map(host -> host(host, times)).toList(),
                view.problems().stream().map(problem -> trouble(problem, times)).toList(),
                view.endpoints().stream()
                        .map(e -> new Link(e.label(), e.text(), orNull(e.variable())))
                        .toList(),
                view.change() == null ? null : ChangeDocument.of(view.change(), times::before));
    }

    private static Host host(HostView host, Times times) {
        return new Host(
                host.name().value(),
                host.status().name(),
                times.before(host.statusAgeMs()),
                orNull(host.address()),
                orNull(host.agentPid()),
                absence(host.missing(), times),
                host.components().stream().map(part -> part(part, times)).toList());
    }

    private static @Nullable Absence absence(@Nullable Missing missing, Times times) {
        return missing == null
                ? null
                : new Absence(
                        missing.cause().code(),
                        missing.summary(),
                        missing.cause().message(),
                        missing.cause().hint(),
                        orNull(missing.command()),
                        times.before(missing.ageMs()));
    }

    private static Part part(ComponentView part, Times times) {
        Observation seen = part.observation();
        Failure failure = seen.failure();
        return new Part(
                part.role().value(),
                part.kind(),
                part.version(),
                seen.state().name(),
                seen.isJoined(),
                part.goal() == null ? null : part.goal().name(),
                times.before(part.stateAgeMs()),
                times.before(part.heardAgeMs()),
                orNull(seen.pid()),
                seen.launch() == null ? null : seen.launch().toString(),
                seen.restarts(),
                seen.gaveUp(),
                orNull(part.waitsFor()),
                orNull(seen.progress()),
                Cause.of(failure),
                seen.evidence().stream().map(evidence -> proof(evidence, times)).toList());
    }

    private static Proof proof(Evidence evidence, Times times) {
        return new Proof(
                evidence.probe(),
                evidence.level().name(),
                evidence.passed(),
                evidence.detail(),
                evidence.facts(),
                times.before(evidence.ageMs()));
    }

    private static Trouble trouble(Problem problem, Times times) {
        Failure failure = problem.failure();
        return new Trouble(
                failure.code(),
                problem.host() == null ? null : problem.host().value(),
                problem.role() == null ? null : problem.role().value(),
                times.before(problem.ageMs()),
                failure.message(),
                failure.hint(),
                failure.detail());
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private static @Nullable Long orNull(long number) {
        return number == 0 ? null : number;
    }

    private interface Times {
        String before(long ageMs);
    }
}
