package dev.muster.common.component;

import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import dev.muster.common.component.LaunchTemplate.CheckTemplate;
import dev.muster.common.component.LaunchTemplate.FileTemplate;
import dev.muster.common.component.LaunchTemplate.LeaveTemplate;
import dev.muster.common.component.LaunchTemplate.LimitTemplate;
import dev.muster.common.component.LaunchTemplate.NeedsTemplate;
import dev.muster.common.component.LaunchTemplate.PortTemplate;
import dev.muster.common.component.LaunchTemplate.ProbeTemplate;
import dev.muster.common.component.LaunchTemplate.TargetTemplate;
import dev.muster.common.component.LaunchTemplate.UnjoinedTemplate;
import dev.muster.common.model.ProbeLevel;
import dev.muster.common.model.plan.LaunchPlan.CauseRule;
import dev.muster.common.model.plan.LaunchPlan.LimitNeed.Limit;
import dev.muster.common.model.plan.LaunchPlan.RestartPolicy;
import dev.muster.common.model.plan.LaunchPlan.StopPolicy;
import dev.muster.common.model.plan.Probe.Match;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** The part of a definition that becomes a {@code LaunchPlan}. */
final class LaunchReader {

    private static final long SECOND = 1000;
    private static final Map<String, ProbeLevel> LEVELS =
            Map.of("own", ProbeLevel.OWN, "joined", ProbeLevel.JOINED, "settled", ProbeLevel.SETTLED);

    private static final long UNJOINED_MIN_MS = 2 * SECOND;
    private static final Set<String> SIGNALS = Set.of("TERM", "INT", "QUIT", "HUP", "USR1", "USR2");
    private static final Pattern MODE = Pattern.compile("0?[0-7]{3}");

    /** What each kind of probe asks with. */
    static final Map<String, List<String>> TARGETS = Map.of(
            "http", List.of("url"),
            "tcp", List.of("host", "port"),
            "cql", List.of("host", "port", "query"),
            "log", List.of("pattern"),
            "exec", List.of("argv"));

    /** Further limits of a process, in the order in which they are looked at. */
    private static final Map<Limit, String> LIMITS = new EnumMap<>(Map.of(
            Limit.PROCESSES, "processes",
            Limit.LOCKED_MEMORY, "locked-memory",
            Limit.ADDRESS_SPACE, "address-space",
            Limit.FILE_SIZE, "file-size"));

    private static final Map<String, Match> MATCHES = Map.of(
            "exists", Match.EXISTS,
            "equals", Match.EQUALS,
            "differs", Match.DIFFERS,
            "one-of", Match.ONE_OF,
            "count", Match.COUNT,
            "count-at-least", Match.COUNT_AT_LEAST,
            "at-least", Match.AT_LEAST);

    private final NodeReader nodes;
    private final Problems problems;

    LaunchReader(NodeReader nodes, Problems problems) {
        this.nodes = nodes;
        this.problems = problems;
    }

    LaunchTemplate read(Section top) {
        List<String> directories = top.texts("directories");
        directories.stream().filter(path -> !Paths.isInside(path)).forEach(path -> outside(top, "directories", path));
        LaunchTemplate launch = new LaunchTemplate(
                directories,
                top.sections("files").stream()
                        .map(this::file)
                        .flatMap(Optional::stream)
                        .toList(),
                nodes.needed(top, "argv"),
                top.has("environment") ? nodes.needed(top, "environment") : new Node.Fields(new TreeMap<>()),
                runsAsAgent(top),
                top.sections("ports").stream().map(this::port).toList(),
                needs(top.section("needs")),
                probes(top),
                top.durationMs("start-timeout", 120 * SECOND),
                stop(top.section("stop")),
                restart(top.section("restart")),
                top.sections("causes").stream().map(this::cause).toList(),
                top.has("leave") ? new LeaveReader(nodes, problems, this::probe).read(top.section("leave")) : null);
        checkLeftCodes(top, launch);
        if (launch.probes().stream().noneMatch(probe -> probe.level() == ProbeLevel.OWN)) {
            problems.add(top.origin(), "no probe of level own", "without one, nothing tells when it is ready");
        }
        return launch;
    }

    private void checkLeftCodes(Section top, LaunchTemplate launch) {
        LeaveTemplate leave = launch.leave();
        if (leave == null) {
            return;
        }
        List<String> codes = launch.causes().stream().map(CauseRule::code).toList();
        leave.leftCodes().stream()
                .filter(code -> !codes.contains(code))
                .forEach(code -> problems.add(
                        top.originOf("leave"), "\"" + code + "\" is the code of no cause", Nearest.hint(code, codes)));
    }

    private boolean runsAsAgent(Section top) {
        String user = top.text("run-as").orElse("unprivileged");
        if (!user.equals("unprivileged") && !user.equals("agent")) {
            problems.add(top.originOf("run-as"), "\"run-as\" must be unprivileged or agent, not \"" + user + "\"", "");
        }
        return user.equals("agent");
    }

    private Optional<FileTemplate> file(Section section) {
        String path = section.neededText("path");
        if (!path.isEmpty() && !Paths.isInside(path)) {
            outside(section, "path", path);
        }
        String formatName = section.neededText("format");
        Optional<FileFormat> format = FileFormat.named(formatName);
        if (format.isEmpty()) {
            problems.add(
                    section.origin(),
                    "\"" + formatName + "\" is not a format",
                    Nearest.hint(formatName, FileFormat.names()));
        }
        Optional<ConfigValue> content = section.need("content");
        Optional<FileTemplate> file = format.flatMap(f -> content.map(c ->
                new FileTemplate(path, f, mode(section), content(f, c), nodes.condition(section), section.place())));
        section.done();
        return file;
    }

    private Node content(FileFormat format, ConfigValue content) {
        boolean isText = content.valueType() == ConfigValueType.STRING;
        if (format.isTree() == isText) {
            String wanted = format.isTree() ? "an object: { ... }" : "one text: \"\"\"...\"\"\"";
            problems.add(
                    content.origin(), "the content of a " + format.inDefinitions() + " file must be " + wanted, "");
        }
        return format.isTree() ? nodes.read(content) : nodes.literal(content, format.escaper());
    }

    private int mode(Section section) {
        String mode = section.text("mode").orElse("0640");
        if (!MODE.matcher(mode).matches()) {
            problems.add(section.origin(), "\"mode\" must be three octal digits, not \"" + mode + "\"", "");
            return 0640;
        }
        return Integer.parseInt(mode, 8);
    }

    private PortTemplate port(Section section) {
        PortTemplate port = new PortTemplate(
                section.neededText("name"),
                nodes.needed(section, "number"),
                nodes.optional(section, "address"),
                nodes.condition(section),
                section.place());
        section.done();
        return port;
    }

    private NeedsTemplate needs(Section section) {
        NeedsTemplate needs = new NeedsTemplate(
                nodes.optional(section, "memory"),
                nodes.optional(section, "disk"),
                nodes.optional(section, "open-files"),
                nodes.optional(section, "map-count"),
                limits(section),
                section.place());
        section.done();
        return needs;
    }

    private List<LimitTemplate> limits(Section section) {
        List<LimitTemplate> limits = new ArrayList<>();
        LIMITS.forEach((limit, key) -> Optional.ofNullable(nodes.optional(section, key))
                .ifPresent(least -> limits.add(new LimitTemplate(limit, least, true))));
        Section advised = section.section("advised");
        Optional.ofNullable(nodes.optional(advised, "open-files"))
                .ifPresent(least -> limits.add(new LimitTemplate(Limit.OPEN_FILES, least, false)));
        LIMITS.forEach((limit, key) -> Optional.ofNullable(nodes.optional(advised, key))
                .ifPresent(least -> limits.add(new LimitTemplate(limit, least, false))));
        advised.done();
        return limits;
    }

    private List<ProbeTemplate> probes(Section top) {
        List<ProbeTemplate> all = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Section section : top.sections("probes")) {
            ProbeTemplate probe = probe(section);
            if (!names.add(probe.name())) {
                problems.add(section.origin(), "a second probe named \"" + probe.name() + "\"", "");
            }
            all.add(probe);
        }
        return all;
    }

    private ProbeTemplate probe(Section section) {
        return probe(section, TARGETS);
    }

    /** A probe that asks one of {@code targets}. */
    ProbeTemplate probe(Section section, Map<String, List<String>> targets) {
        String text = section.text("level").orElse("own");
        ProbeLevel level = LEVELS.getOrDefault(text, ProbeLevel.JOINED);
        if (!LEVELS.containsKey(text)) {
            problems.add(section.origin(), "\"level\" must be own, joined or settled, not \"" + text + "\"", "");
        }
        SortedMap<String, Node> captures = new TreeMap<>();
        section.take("captures").map(nodes::read).ifPresent(node -> {
            if (node instanceof Node.Fields fields) {
                captures.putAll(fields.fields());
            }
        });
        ProbeTemplate probe = new ProbeTemplate(
                section.neededText("name"),
                level,
                target(section, targets),
                section.sections("checks").stream().map(this::check).toList(),
                captures,
                section.durationMs("interval", SECOND),
                section.durationMs("timeout", 5 * SECOND),
                unjoined(section, level),
                nodes.condition(section),
                section.place());
        section.done();
        return probe;
    }

    /** Absent: a component that is not joined is never restarted for it. */
    private @Nullable UnjoinedTemplate unjoined(Section section, ProbeLevel level) {
        boolean isThere = section.has("restart-unjoined");
        List<CheckTemplate> authority =
                section.sections("authority").stream().map(this::check).toList();
        if (isThere && level != ProbeLevel.JOINED || !isThere && !authority.isEmpty()) {
            problems.add(
                    section.origin(),
                    "\"restart-unjoined\" belongs to a probe of level joined, and \"authority\" to it",
                    "");
        }
        long afterMs = section.durationMs("restart-unjoined", 0);
        if (isThere && afterMs < UNJOINED_MIN_MS) {
            problems.add(
                    section.originOf("restart-unjoined"),
                    "\"restart-unjoined\" is at least " + UNJOINED_MIN_MS / SECOND + " s",
                    "what connects again by itself needs time for it");
        }
        return isThere ? new UnjoinedTemplate(afterMs, authority) : null;
    }

    /** Exactly one of the keys of {@code targets}; its value is an object, or the one part itself when there is only one. */
    private TargetTemplate target(Section section, Map<String, List<String>> targets) {
        List<String> named =
                targets.keySet().stream().sorted().filter(section::has).toList();
        if (named.size() != 1) {
            problems.add(
                    section.origin(),
                    "a probe needs exactly one of " + String.join(", ", new TreeSet<>(targets.keySet())),
                    "");
            return new TargetTemplate("log", new TreeMap<>());
        }
        String type = named.get(0);
        List<String> parts = targets.getOrDefault(type, List.of());
        SortedMap<String, Node> found = new TreeMap<>();
        if (parts.size() == 1) {
            found.put(parts.get(0), nodes.needed(section, type));
            return new TargetTemplate(type, found);
        }
        Section target = section.section(type);
        parts.forEach(part -> found.put(part, nodes.needed(target, part)));
        target.done();
        return new TargetTemplate(type, found);
    }

    private CheckTemplate check(Section section) {
        Node path = nodes.needed(section, "path");
        List<String> named =
                MATCHES.keySet().stream().sorted().filter(section::has).toList();
        if (named.size() != 1) {
            problems.add(
                    section.origin(),
                    "a check needs exactly one of "
                            + String.join(
                                    ", ", MATCHES.keySet().stream().sorted().toList()),
                    "");
            return new CheckTemplate(path, Match.EXISTS, path);
        }
        String name = named.get(0);
        CheckTemplate check =
                new CheckTemplate(path, MATCHES.getOrDefault(name, Match.EXISTS), nodes.needed(section, name));
        section.done();
        return check;
    }

    private StopPolicy stop(Section section) {
        String signal = section.text("signal").orElse("TERM");
        if (!SIGNALS.contains(signal)) {
            problems.add(
                    section.origin(), "\"" + signal + "\" is not a signal to stop with", Nearest.hint(signal, SIGNALS));
        }
        StopPolicy stop = new StopPolicy(signal, section.durationMs("grace", 10 * SECOND));
        section.done();
        return stop;
    }

    private RestartPolicy restart(Section section) {
        List<Integer> fatal = new ArrayList<>();
        for (String code : section.texts("fatal-exits")) {
            Optional<Integer> number =
                    code.matches("[0-9]{1,3}") ? Optional.of(Integer.valueOf(code)) : Optional.empty();
            number.ifPresentOrElse(
                    fatal::add, () -> problems.add(section.origin(), "\"" + code + "\" is not an exit code", ""));
        }
        RestartPolicy restart = new RestartPolicy(
                section.durationMs("backoff-min", SECOND),
                section.durationMs("backoff-max", 60 * SECOND),
                (int) section.integer("flap-max", 0, 1000, 5),
                section.durationMs("flap-window", 600 * SECOND),
                fatal);
        section.done();
        return restart;
    }

    private CauseRule cause(Section section) {
        String pattern = section.neededText("pattern");
        try {
            Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            problems.add(section.origin(), "not a regular expression: " + e.getDescription(), "");
        }
        CauseRule cause = new CauseRule(
                pattern, section.neededText("code"), section.neededText("cause"), section.neededText("fix"));
        section.done();
        return cause;
    }

    private void outside(Section section, String key, String path) {
        problems.add(
                section.originOf(key), "\"" + path + "\" must be a relative path that stays inside the instance", "");
    }
}
