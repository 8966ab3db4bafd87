package dev.muster.common.component;

import dev.muster.common.component.LaunchTemplate.DeedTemplate;
import dev.muster.common.component.LaunchTemplate.LeaveTemplate;
import dev.muster.common.component.LaunchTemplate.ProbeTemplate;
import dev.muster.common.component.LaunchTemplate.TargetTemplate;
import dev.muster.common.model.plan.Leave;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;

/** The section {@code leave} of a definition. */
final class LeaveReader {

    private static final long DEED_MS = 30_000;
    private static final long LEAVE_MS = 24 * 3_600_000L;
    private static final Set<String> SIGNALS = Set.of("TERM", "INT", "QUIT", "HUP", "USR1", "USR2", "PWR");
    private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "DELETE", "PATCH");
    private static final Set<String> OVERDUE = Set.of("fail", "stop");
    private static final Set<String> ACTIONS = Set.of("http", "exec", "mbean", "signal");

    private final NodeReader nodes;
    private final Problems problems;
    private final BiFunction<Section, Map<String, List<String>>, ProbeTemplate> probes;

    /**
     * @param probes reads a probe that asks one of the given targets
     */
    LeaveReader(
            NodeReader nodes, Problems problems, BiFunction<Section, Map<String, List<String>>, ProbeTemplate> probes) {
        this.nodes = nodes;
        this.problems = problems;
        this.probes = probes;
    }

    LeaveTemplate read(Section section) {
        long timeoutMs = section.durationMs("timeout", LEAVE_MS);
        Map<String, List<String>> targets = new TreeMap<>(LaunchReader.TARGETS);
        targets.put("mbean", List.of("object", "attributes"));
        LeaveTemplate leave = new LeaveTemplate(
                deeds(section, "steps", timeoutMs),
                section.sections("done").stream()
                        .map(probe -> probes.apply(probe, targets))
                        .toList(),
                deeds(section, "afterwards", timeoutMs),
                timeoutMs,
                section.texts("left-causes"),
                overdue(section));
        if (leave.done().isEmpty()) {
            problems.add(
                    section.origin(),
                    "\"done\" needs a probe",
                    "without one, nothing tells when the component has left");
        }
        section.done();
        return leave;
    }

    private Leave.Overdue overdue(Section section) {
        oneOf(section, "overdue", OVERDUE);
        return section.text("overdue").filter("stop"::equals).isPresent() ? Leave.Overdue.STOP : Leave.Overdue.FAIL;
    }

    private List<DeedTemplate> deeds(Section section, String key, long timeoutMs) {
        return section.sections(key).stream().map(deed -> deed(deed, timeoutMs)).toList();
    }

    private DeedTemplate deed(Section section, long leaveMs) {
        TargetTemplate action = action(section);
        // an operation may go on for as long as data are moved
        long standardMs = action.type().equals("mbean") ? leaveMs : DEED_MS;
        DeedTemplate deed = new DeedTemplate(
                section.neededText("name"),
                action,
                section.durationMs("timeout", standardMs),
                nodes.condition(section),
                section.place());
        section.done();
        return deed;
    }

    private TargetTemplate action(Section section) {
        List<String> named = ACTIONS.stream().sorted().filter(section::has).toList();
        SortedMap<String, Node> parts = new TreeMap<>();
        if (named.size() != 1) {
            problems.add(
                    section.origin(), "a step needs exactly one of " + String.join(", ", new TreeSet<>(ACTIONS)), "");
            return new TargetTemplate("exec", parts);
        }
        String type = named.get(0);
        switch (type) {
            case "http" -> http(section.section(type), parts);
            case "mbean" -> mbean(section.section(type), parts);
            case "exec" -> parts.put("argv", nodes.needed(section, type));
            default -> signal(section, parts);
        }
        return new TargetTemplate(type, parts);
    }

    private void http(Section http, SortedMap<String, Node> parts) {
        oneOf(http, "method", METHODS);
        parts.put("method", nodes.needed(http, "method"));
        parts.put("url", nodes.needed(http, "url"));
        optional(http, "body", parts);
        http.done();
    }

    private void mbean(Section mbean, SortedMap<String, Node> parts) {
        parts.put("object", nodes.needed(mbean, "object"));
        parts.put("operation", nodes.needed(mbean, "operation"));
        optional(mbean, "arguments", parts);
        mbean.done();
    }

    private void signal(Section section, SortedMap<String, Node> parts) {
        oneOf(section, "signal", SIGNALS);
        parts.put("name", nodes.needed(section, "signal"));
    }

    private void optional(Section section, String key, SortedMap<String, Node> parts) {
        Node node = nodes.optional(section, key);
        if (node != null) {
            parts.put(key, node);
        }
    }

    private void oneOf(Section section, String key, Set<String> allowed) {
        section.text(key)
                .filter(value -> !allowed.contains(value))
                .ifPresent(value -> problems.add(
                        section.originOf(key),
                        "\"" + value + "\" is not one of " + String.join(", ", new TreeSet<>(allowed)),
                        Nearest.hint(value, allowed)));
    }
}
