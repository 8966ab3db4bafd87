package dev.muster.common.spec;

import dev.muster.common.model.Role;
import dev.muster.common.model.spec.Balancer;
import dev.muster.common.model.spec.Balancer.Drain;
import dev.muster.common.model.spec.Balancer.HaProxy;
import dev.muster.common.model.spec.Balancer.Scripts;
import dev.muster.common.model.spec.Balancer.Ways;
import dev.muster.common.model.spec.Hook;
import dev.muster.common.spec.PositionedJson.Arr;
import dev.muster.common.spec.PositionedJson.Member;
import dev.muster.common.spec.PositionedJson.Obj;
import dev.muster.common.spec.PositionedJson.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads the balancer section: its shape and its words. Whether its variables have values is for {@link BalancerRules}. */
final class BalancerReader {

    /** A drain that says no time. */
    static final long DRAIN_TIMEOUT_MS = 60_000;

    private static final List<String> KEYS =
            List.of("roles", "haproxy", "disable", "enable", "drain", "check", "cluster");
    private static final String HAPROXY_EXAMPLE =
            "\"haproxy\": {\"socket\": \"/run/haproxy/admin.sock\", \"backend\": \"web\", \"server\": \"${host}\"}";

    private final Problems problems;
    private final Values values;
    private final HookReader hooks;
    private final SortedSet<String> knownRoles;
    private final List<Used> used = new ArrayList<>();
    private final Map<Role, Span> roleAt = new LinkedHashMap<>();

    BalancerReader(SourceText source, Problems problems, SortedSet<String> knownRoles) {
        this.problems = problems;
        this.values = new Values(problems);
        this.hooks = new HookReader(source, problems);
        this.knownRoles = knownRoles;
    }

    /**
     * A text that may hold variables.
     *
     * @param roles whose hosts' variables it may hold; empty for those of the cluster
     * @param isName whether it names something in HAProxy
     */
    record Used(Set<Role> roles, String text, Span at, boolean isName) {}

    /** Every text with variables that the last reading found. */
    List<Used> used() {
        return used;
    }

    /** Where each role behind the balancer is named. */
    Map<Role, Span> roleAt() {
        return roleAt;
    }

    /** {@link Balancer#NONE} when there is no section, or after a problem. */
    Balancer read(@Nullable Member section) {
        Optional<Obj> object = section == null
                ? Optional.empty()
                : values.object(
                        section, Quoted.of(section.name()) + ": {\"roles\": [\"web\"], " + HAPROXY_EXAMPLE + "}");
        if (section == null || object.isEmpty()) {
            return Balancer.NONE;
        }
        int errorsBefore = problems.errors();
        Map<String, Member> members = hooks.keys(object.get(), KEYS);
        shape(section, members);
        SortedSet<Role> roles = roles(members.get("roles"));
        Ways ways = ways(members, roles);
        Drain drain = drain(members.get("drain"), roles);
        if (drain == null && ways instanceof HaProxy) {
            drain = new Drain.Connections(null, DRAIN_TIMEOUT_MS);
        }
        SortedMap<Role, Hook> checks = checks(members.get("check"));
        Scripts whole = whole(members.get("cluster"));
        return problems.errors() > errorsBefore ? Balancer.NONE : new Balancer(roles, ways, drain, checks, whole);
    }

    private void shape(Member section, Map<String, Member> members) {
        boolean scripts = members.containsKey("disable") || members.containsKey("enable");
        boolean both = members.containsKey("disable") && members.containsKey("enable");
        boolean haproxy = members.containsKey("haproxy");
        if (!members.containsKey("roles")) {
            if (scripts || haproxy || members.containsKey("drain")) {
                incomplete(section, "nothing says which roles are behind the balancer", "add \"roles\": [\"web\"]");
            } else if (!members.containsKey("check") && !members.containsKey("cluster")) {
                incomplete(
                        section, Quoted.of(section.name()) + " says nothing", "remove it, or add \"roles\": [\"web\"]");
            }
        } else if (scripts && haproxy) {
            String hint = "keep \"haproxy\", or \"disable\" and \"enable\"";
            incomplete(section, "both HAProxy and programs are to take members out", hint);
        } else if (!both && !haproxy) {
            String missing = members.containsKey("disable") ? "\"enable\"" : "\"disable\"";
            String message = scripts
                    ? missing + " is missing: what is taken out must be put back"
                    : "nothing says how a member is taken out and put back";
            incomplete(section, message, "add \"disable\" and \"enable\", or " + HAPROXY_EXAMPLE);
        }
        Member drain = members.get("drain");
        if (both && !haproxy && drain != null && drain.value() instanceof Obj object) {
            boolean says = object.members().stream()
                    .anyMatch(m -> m.name().equals("wait") || m.name().equals("connections"));
            if (!says) {
                String message = "\"drain\" does not say how connections are counted";
                incomplete(drain, message, "add \"connections\": {\"command\": [...]}, or only \"wait\": \"10s\"");
            }
        }
    }

    private void incomplete(Span at, String message, String hint) {
        problems.add(ProblemCode.BALANCER_INCOMPLETE, at, message, hint);
    }

    private SortedSet<Role> roles(@Nullable Member member) {
        SortedSet<Role> roles = new TreeSet<>();
        if (member == null) {
            return roles;
        }
        String example = "for example \"roles\": [\"web\"]";
        if (!(member.value() instanceof Arr list) || list.elements().isEmpty()) {
            problems.add(ProblemCode.WRONG_TYPE, member, "\"roles\" needs a list of roles", example);
            return roles;
        }
        for (PositionedJson element : list.elements()) {
            if (!(element instanceof Text text)) {
                String message = "\"roles\" needs names of roles, not " + element.described();
                problems.add(ProblemCode.WRONG_TYPE, element, message, example);
            } else if (role(text.value(), text) && !roles.add(new Role(text.value()))) {
                problems.add(ProblemCode.KEY_TWICE, text, "role " + Quoted.of(text.value()) + " is listed twice", "");
            } else if (knownRoles.contains(text.value())) {
                roleAt.put(new Role(text.value()), text);
            }
        }
        return roles;
    }

    private boolean role(String name, Span at) {
        if (knownRoles.contains(name)) {
            return true;
        }
        String hint = Suggestion.hint(name, knownRoles, "roles are " + Suggestion.some(knownRoles));
        problems.add(ProblemCode.UNKNOWN_ROLE, at, "unknown role " + Quoted.of(name), hint);
        return false;
    }

    private @Nullable Ways ways(Map<String, Member> members, Set<Role> roles) {
        Optional<Hook> disable = hook(members.get("disable"), roles);
        Optional<Hook> enable = hook(members.get("enable"), roles);
        Optional<HaProxy> haproxy = haproxy(members.get("haproxy"), roles);
        if (haproxy.isPresent()) {
            return haproxy.get();
        }
        return disable.isPresent() && enable.isPresent() ? new Scripts(disable.get(), enable.get()) : null;
    }

    private Optional<Hook> hook(@Nullable Member member, Set<Role> roles) {
        return member == null
                ? Optional.empty()
                : hooks.hook(member, (text, at) -> used.add(new Used(roles, text, at, false)));
    }

    private Optional<HaProxy> haproxy(@Nullable Member member, Set<Role> roles) {
        if (member == null) {
            return Optional.empty();
        }
        return values.object(member, HAPROXY_EXAMPLE)
                .flatMap(
                        found -> hooks.haproxy(member, found, (text, at) -> used.add(new Used(roles, text, at, true))));
    }

    private @Nullable Drain drain(@Nullable Member member, Set<Role> roles) {
        Optional<Obj> object =
                member == null ? Optional.empty() : values.object(member, "\"drain\": {\"timeout\": \"60s\"}");
        if (member == null || object.isEmpty()) {
            return null;
        }
        Map<String, Member> members = hooks.keys(object.get(), List.of("wait", "connections", "timeout"));
        Member wait = members.get("wait");
        if (wait != null && members.size() > 1) {
            incomplete(member, "\"wait\" waits for a time only", "remove it, or the other keys of \"drain\"");
        }
        long timeoutMs = hooks.timeMs(members.get("timeout"), DRAIN_TIMEOUT_MS);
        Hook connections = hook(members.get("connections"), roles).orElse(null);
        return wait == null
                ? new Drain.Connections(connections, timeoutMs)
                : new Drain.Wait(hooks.timeMs(wait, DRAIN_TIMEOUT_MS));
    }

    private SortedMap<Role, Hook> checks(@Nullable Member member) {
        SortedMap<Role, Hook> checks = new TreeMap<>();
        Optional<Obj> object = member == null
                ? Optional.empty()
                : values.object(member, "\"check\": {\"web\": {\"command\": [\"/opt/checks/page\", \"${host}\"]}}");
        for (Member each : object.map(o -> UniqueKeys.of(o, problems, ProblemCode.KEY_TWICE, "role").values().stream()
                        .toList())
                .orElse(List.of())) {
            if (role(each.name(), each)) {
                Role role = new Role(each.name());
                hook(each, Set.of(role)).ifPresent(hook -> checks.put(role, hook));
            }
        }
        return checks;
    }

    private @Nullable Scripts whole(@Nullable Member member) {
        Optional<Obj> object = member == null
                ? Optional.empty()
                : values.object(member, "\"cluster\": {\"disable\": {...}, \"enable\": {...}}");
        if (member == null || object.isEmpty()) {
            return null;
        }
        Map<String, Member> members = hooks.keys(object.get(), List.of("disable", "enable"));
        if (!members.containsKey("disable") || !members.containsKey("enable")) {
            incomplete(
                    member, "\"cluster\" needs both \"disable\" and \"enable\"", "what is taken out must be put back");
        }
        Optional<Hook> disable = hook(members.get("disable"), Set.of());
        Optional<Hook> enable = hook(members.get("enable"), Set.of());
        return disable.isPresent() && enable.isPresent() ? new Scripts(disable.get(), enable.get()) : null;
    }
}
