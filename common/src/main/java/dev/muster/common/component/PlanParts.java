package dev.muster.common.component;

import dev.muster.common.component.LaunchTemplate.CheckTemplate;
import dev.muster.common.component.LaunchTemplate.DeedTemplate;
import dev.muster.common.component.LaunchTemplate.FileTemplate;
import dev.muster.common.component.LaunchTemplate.LeaveTemplate;
import dev.muster.common.component.LaunchTemplate.NeedsTemplate;
import dev.muster.common.component.LaunchTemplate.PortTemplate;
import dev.muster.common.component.LaunchTemplate.ProbeTemplate;
import dev.muster.common.component.LaunchTemplate.TargetTemplate;
import dev.muster.common.component.LaunchTemplate.UnjoinedTemplate;
import dev.muster.common.model.plan.LaunchPlan.LimitNeed;
import dev.muster.common.model.plan.LaunchPlan.Needs;
import dev.muster.common.model.plan.LaunchPlan.Port;
import dev.muster.common.model.plan.LaunchPlan.RenderedFile;
import dev.muster.common.model.plan.Leave;
import dev.muster.common.model.plan.Leave.Action;
import dev.muster.common.model.plan.Leave.Deed;
import dev.muster.common.model.plan.Probe;
import dev.muster.common.model.plan.Probe.Check;
import dev.muster.common.model.plan.Probe.Target;
import dev.muster.common.model.plan.Probe.Unjoined;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The parts of a launch template, each met with one host. Whatever cannot be said is a {@link CannotRender} naming the definition's line. */
final class PlanParts {

    /** A larger file would not travel in one frame. */
    static final int FILE_CHARS_MAX = 1 << 20;

    private static final String UNLIMITED = "unlimited";
    private static final int ARGUMENTS_MAX = 10_000;
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final Scope scope;
    private final String instance;
    private final String ownAddress;
    private final String origin;

    PlanParts(Scope scope, String instance, String ownAddress, String origin) {
        this.scope = scope;
        this.instance = instance;
        this.ownAddress = ownAddress;
        this.origin = origin;
    }

    List<String> directories(List<String> relative) {
        return relative.stream().map(path -> instance + "/" + path).toList();
    }

    List<RenderedFile> files(List<FileTemplate> files) {
        return files.stream().filter(file -> holds(file.when())).map(this::file).toList();
    }

    private RenderedFile file(FileTemplate file) {
        Object content = file.content().evaluate(scope).orElse("");
        try {
            String text = file.format().write(content);
            if (text.length() > FILE_CHARS_MAX) {
                throw new IllegalArgumentException("longer than " + FILE_CHARS_MAX + " characters");
            }
            return new RenderedFile(instance + "/" + file.path(), text, file.mode());
        } catch (IllegalArgumentException e) {
            throw CannotRender.at(file.origin(), file.path() + ": " + e.getMessage());
        }
    }

    List<String> argv(Node node) {
        List<String> argv = texts(node, origin);
        if (argv.isEmpty() || argv.size() > ARGUMENTS_MAX || !argv.get(0).startsWith("/")) {
            throw CannotRender.at(origin, "\"argv\" must begin with an absolute path");
        }
        return argv;
    }

    private List<String> texts(Node node, String where) {
        if (node.evaluate(scope).orElse("") instanceof List<?> list) {
            return list.stream().map(item -> scalar(item, where)).toList();
        }
        throw CannotRender.at(where, "a list of texts is needed here");
    }

    SortedMap<String, String> environment(Node node) {
        if (!(node.evaluate(scope).orElse("") instanceof Map<?, ?> map)) {
            throw CannotRender.at(origin, "\"environment\" must be an object: { NAME = text }");
        }
        SortedMap<String, String> variables = new TreeMap<>();
        map.forEach((key, value) -> {
            String name = String.valueOf(key);
            if (!VARIABLE.matcher(name).matches()) {
                throw CannotRender.at(origin, "\"" + name + "\" is not the name of a variable");
            }
            variables.put(name, scalar(value, origin));
        });
        return variables;
    }

    List<Port> ports(List<PortTemplate> ports) {
        return ports.stream().filter(port -> holds(port.when())).map(this::port).toList();
    }

    private Port port(PortTemplate port) {
        String address = port.address() == null ? ownAddress : text(port.address(), port.origin());
        return new Port(port.name(), address, portNumber(port.number(), port.origin()));
    }

    private int portNumber(Node node, String where) {
        String text = text(node, where);
        return SettingType.PORT
                .parse(text)
                .map(number -> ((Long) number).intValue())
                .orElseThrow(() -> CannotRender.at(where, "\"" + text + "\" is not a port"));
    }

    Needs needs(NeedsTemplate needs) {
        String where = needs.origin();
        return new Needs(
                sum(needs.memory(), where),
                sum(needs.disk(), where),
                sum(needs.openFiles(), where),
                sum(needs.mapCount(), where),
                limits(needs));
    }

    /** Without those that do not matter on this host. */
    private List<LimitNeed> limits(NeedsTemplate needs) {
        return needs.limits().stream()
                .map(need -> new LimitNeed(need.limit(), limit(need.least(), needs.origin()), need.required()))
                .filter(need -> need.least() > 0)
                .toList();
    }

    private long limit(Node least, String where) {
        return least.evaluate(scope).filter(UNLIMITED::equals).isPresent() ? LimitNeed.UNLIMITED : sum(least, where);
    }

    private long sum(@Nullable Node node, String where) {
        Optional<Object> value = node == null ? Optional.empty() : node.evaluate(scope);
        if (value.isEmpty()) {
            return 0;
        }
        List<?> parts = value.get() instanceof List<?> list ? list : List.of(value.get());
        return parts.stream()
                .map(part -> Size.parse(scalar(part, where))
                        .orElseThrow(() -> CannotRender.at(where, "\"" + part + "\" is neither a number nor a size")))
                .mapToLong(Size::bytes)
                .sum();
    }

    List<Probe> probes(List<ProbeTemplate> probes) {
        return probes.stream()
                .filter(probe -> holds(probe.when()))
                .map(this::probe)
                .toList();
    }

    Leave leave(LeaveTemplate leave) {
        return new Leave(
                deeds(leave.steps()),
                probes(leave.done()),
                deeds(leave.afterwards()),
                leave.timeoutMs(),
                leave.leftCodes(),
                leave.overdue());
    }

    private List<Deed> deeds(List<DeedTemplate> deeds) {
        return deeds.stream()
                .filter(deed -> holds(deed.when()))
                .map(deed -> new Deed(deed.name(), action(deed.action(), deed.origin()), deed.timeoutMs()))
                .toList();
    }

    private Action action(TargetTemplate action, String where) {
        SortedMap<String, Node> parts = action.parts();
        return switch (action.type()) {
            case "http" ->
                new Action.Http(
                        part(parts, "method", where),
                        oneOrMore(node(parts, "url", where), where),
                        parts.containsKey("body") ? part(parts, "body", where) : "");
            case "mbean" ->
                new Action.Mbean(
                        part(parts, "object", where),
                        part(parts, "operation", where),
                        parts.containsKey("arguments") ? texts(node(parts, "arguments", where), where) : List.of());
            case "exec" -> new Action.Exec(texts(node(parts, "argv", where), where));
            default -> new Action.Signal(part(parts, "name", where));
        };
    }

    private Probe probe(ProbeTemplate probe) {
        String where = probe.origin();
        SortedMap<String, String> captures = new TreeMap<>();
        probe.captures().forEach((name, path) -> captures.put(name, text(path, where)));
        return new Probe(
                probe.name(),
                probe.level(),
                target(probe.target(), where),
                checks(probe.checks(), where),
                captures,
                probe.intervalMs(),
                probe.timeoutMs(),
                unjoined(probe.unjoined(), where));
    }

    private List<Check> checks(List<CheckTemplate> checks, String where) {
        return checks.stream()
                .map(check -> new Check(text(check.path(), where), check.match(), text(check.value(), where)))
                .toList();
    }

    private @Nullable Unjoined unjoined(@Nullable UnjoinedTemplate unjoined, String where) {
        return unjoined == null ? null : new Unjoined(unjoined.afterMs(), checks(unjoined.authority(), where));
    }

    private Target target(TargetTemplate target, String where) {
        SortedMap<String, Node> parts = target.parts();
        return switch (target.type()) {
            case "http" -> new Target.Http(oneOrMore(node(parts, "url", where), where));
            case "tcp" -> new Target.Tcp(part(parts, "host", where), portNumber(node(parts, "port", where), where));
            case "cql" ->
                new Target.Cql(
                        part(parts, "host", where),
                        portNumber(node(parts, "port", where), where),
                        part(parts, "query", where));
            case "mbean" ->
                new Target.Mbean(part(parts, "object", where), oneOrMore(node(parts, "attributes", where), where));
            case "exec" -> new Target.Exec(texts(node(parts, "argv", where), where));
            default -> new Target.Log(part(parts, "pattern", where));
        };
    }

    private List<String> oneOrMore(Node node, String where) {
        Object value = node.evaluate(scope).orElse("");
        return value instanceof List<?> ? texts(node, where) : List.of(scalar(value, where));
    }

    private String part(SortedMap<String, Node> parts, String name, String where) {
        return text(node(parts, name, where), where);
    }

    private static Node node(SortedMap<String, Node> parts, String name, String where) {
        return Optional.ofNullable(parts.get(name))
                .orElseThrow(() -> CannotRender.at(where, "\"" + name + "\" is missing"));
    }

    private boolean holds(@Nullable Condition condition) {
        return condition == null || condition.holds(scope);
    }

    private String text(Node node, String where) {
        return scalar(node.evaluate(scope).orElse(""), where);
    }

    private static String scalar(Object value, String where) {
        if (value instanceof List<?> || value instanceof Map<?, ?>) {
            throw CannotRender.at(where, "a text is needed here, not a list or an object");
        }
        return value.toString();
    }
}
