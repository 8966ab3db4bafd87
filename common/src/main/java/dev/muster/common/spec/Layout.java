package dev.muster.common.spec;

import dev.muster.common.spec.PositionedJson.Bool;
import dev.muster.common.spec.PositionedJson.Member;
import dev.muster.common.spec.PositionedJson.Obj;
import dev.muster.common.spec.PositionedJson.Text;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
        @Nullable Member require) {

    private static final String SCHEMA = "$schema";
    private static final String HOSTS = "hosts";
    private static final String REQUIRE = "require";
    private static final List<String> KEYS =
            List.of(SCHEMA, "cluster", "defaults", "components", "groups", REQUIRE, HOSTS);

    /** What the seed form calls it, where every other key is a host. */
    private static final String SEED_REQUIRE = "$require";

    private static final List<String> SEED_KEYS = List.of(SCHEMA, SEED_REQUIRE);

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
        Member require = null;
        for (Member member : root.members()) {
            if (member.name().equals(SCHEMA)) {
                checkSchema(member, problems);
            } else if (member.name().equals(SEED_REQUIRE)) {
                if (require != null) {
                    String message = "key " + Quoted.of(SEED_REQUIRE) + " is listed twice here";
                    String hint = "first listed on line " + problems.lineOf(require);
                    problems.add(ProblemCode.KEY_TWICE, member, message, hint);
                }
                require = require == null ? member : require;
            } else if (member.name().startsWith("$")) {
                String hint = Suggestion.hint(member.name(), SEED_KEYS, "keys that begin with $ are reserved");
                problems.add(ProblemCode.UNKNOWN_KEY, member, "unknown key " + Quoted.of(member.name()), hint);
            }
        }
        List<Member> hosts =
                root.members().stream().filter(m -> !m.name().startsWith("$")).toList();
        return new Layout(hosts, true, null, null, null, null, require);
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
            String hint = members.containsKey(REQUIRE)
                    ? "add \"hosts\": { ... }; beside hosts themselves the key is called \"$require\""
                    : "add \"hosts\": { ... }";
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
                members.get(REQUIRE));
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
