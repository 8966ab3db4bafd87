package dev.muster.common.spec;

import dev.muster.common.spec.PositionedJson.Bool;
import dev.muster.common.spec.PositionedJson.Member;
import dev.muster.common.spec.PositionedJson.Obj;
import dev.muster.common.spec.PositionedJson.Text;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which of the two forms a file has, and its parts. The seed form is a map of hosts; the full form has {@code hosts} beside
 * other parts.
 *
 * @param hosts the members that are hosts
 * @param isComplete whether {@code hosts} are all there are; false when their part could not be found
 */
record Layout(
        List<Member> hosts,
        boolean isComplete,
        @Nullable Member cluster,
        @Nullable Member defaults,
        @Nullable Member components,
        @Nullable Member groups,
        @Nullable Member require,
        @Nullable Member vars,
        @Nullable Member balancer) {

    private static final String SCHEMA = "$schema";
    private static final String HOSTS = "hosts";

    /** Parts of both forms: the seed form, where every other key is a host, has them with {@link #SEED_PREFIX}. */
    private static final List<String> OF_BOTH = List.of("require", "vars", "balancer");

    private static final String SEED_PREFIX = "$";
    private static final List<String> KEYS = Stream.of(
                    List.of(SCHEMA, "cluster", "defaults", "components", "groups"), OF_BOTH, List.of(HOSTS))
            .flatMap(List::stream)
            .toList();
    private static final List<String> SEED_KEYS = Stream.concat(
                    Stream.of(SCHEMA), OF_BOTH.stream().map(SEED_PREFIX::concat))
            .toList();

    /** Finds the form and reports every key that belongs to neither. */
    static Layout of(Obj root, Set<String> knownRoles, Problems problems) {
        Optional<Member> hosts =
                root.members().stream().filter(m -> m.name().equals(HOSTS)).findFirst();
        boolean full = hosts.isPresent()
                ? !isHostCalledHosts(hosts.get(), knownRoles)
                : root.members().stream().anyMatch(m -> isPart(m, knownRoles));
        return full ? full(root, problems) : seed(root, problems);
    }

    /** In the seed form a machine may be called "hosts": then its value is a map of roles, and of nothing else. */
    private static boolean isHostCalledHosts(Member hosts, Set<String> knownRoles) {
        return hosts.value() instanceof Obj object
                && !object.members().isEmpty()
                && object.members().stream().allMatch(m -> knownRoles.contains(m.name()))
                && object.members().stream().anyMatch(m -> m.value() instanceof Bool);
    }

    /** Without "hosts", a part of the full form is known by its name, unless it is a machine of that name. */
    private static boolean isPart(Member member, Set<String> knownRoles) {
        boolean named = KEYS.contains(member.name()) && !member.name().equals(SCHEMA);
        return named
                && member.value() instanceof Obj object
                && object.members().stream().noneMatch(m -> knownRoles.contains(m.name()) && m.value() instanceof Bool);
    }

    private static Layout seed(Obj root, Problems problems) {
        Map<String, Member> parts = new HashMap<>();
        for (Member member : root.members()) {
            if (member.name().equals(SCHEMA)) {
                checkSchema(member, problems);
            } else if (SEED_KEYS.contains(member.name())) {
                Member first = parts.putIfAbsent(member.name(), member);
                if (first != null) {
                    String message = "key " + Quoted.of(member.name()) + " is listed twice here";
                    String hint = "first listed on line " + problems.lineOf(first);
                    problems.add(ProblemCode.KEY_TWICE, member, message, hint);
                }
            } else if (member.name().startsWith(SEED_PREFIX)) {
                String hint = Suggestion.hint(member.name(), SEED_KEYS, "keys that begin with $ are reserved");
                problems.add(ProblemCode.UNKNOWN_KEY, member, "unknown key " + Quoted.of(member.name()), hint);
            }
        }
        List<Member> hosts = root.members().stream()
                .filter(m -> !m.name().startsWith(SEED_PREFIX))
                .toList();
        return new Layout(
                hosts, true, null, null, null, null, parts.get("$require"), parts.get("$vars"), parts.get("$balancer"));
    }

    private static Layout full(Obj root, Problems problems) {
        Map<String, Member> members = UniqueKeys.of(root, problems, ProblemCode.KEY_TWICE, "key");
        for (Member member : members.values()) {
            if (!KEYS.contains(member.name())) {
                String hint = Suggestion.hint(member.name(), KEYS, "hosts stand inside \"hosts\" in this form");
                problems.add(ProblemCode.UNKNOWN_KEY, member, "unknown key " + Quoted.of(member.name()), hint);
            }
        }
        Member schema = members.get(SCHEMA);
        if (schema != null) {
            checkSchema(schema, problems);
        }
        Member hosts = members.get(HOSTS);
        List<Member> found = List.of();
        if (hosts == null) {
            String hint = OF_BOTH.stream()
                    .filter(members::containsKey)
                    .findFirst()
                    .map(key -> "add \"hosts\": { ... }; beside hosts themselves the key is called \"$" + key + "\"")
                    .orElse("add \"hosts\": { ... }");
            problems.add(ProblemCode.HOSTS_MISSING, root, "the key \"hosts\" is missing", hint);
        } else {
            found = new Values(problems)
                    .object(hosts, "\"hosts\": {\"192.168.1.40\": {\"master\": true}}")
                    .map(Obj::members)
                    .orElse(found);
        }
        return new Layout(
                found,
                hosts != null && hosts.value() instanceof Obj,
                members.get("cluster"),
                members.get("defaults"),
                members.get("components"),
                members.get("groups"),
                members.get("require"),
                members.get("vars"),
                members.get("balancer"));
    }

    private static void checkSchema(Member schema, Problems problems) {
        if (!(schema.value() instanceof Text)) {
            String message = "\"$schema\" needs a text, not " + schema.value().described();
            problems.add(
                    ProblemCode.WRONG_TYPE,
                    schema.value(),
                    message,
                    "for example \"$schema\": \"./cluster.schema.json\"");
        }
    }
}
