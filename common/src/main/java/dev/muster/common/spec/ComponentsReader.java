package dev.muster.common.spec;

import dev.muster.common.model.ClusterName;
import dev.muster.common.model.Role;
import dev.muster.common.model.spec.ComponentSpec;
import dev.muster.common.model.spec.Pair;
import dev.muster.common.model.spec.Settings;
import dev.muster.common.spec.PositionedJson.Member;
import dev.muster.common.spec.PositionedJson.Obj;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads the parts of the full form that are not about single hosts: cluster, components and defaults. */
final class ComponentsReader {

    /** The name of a cluster whose file gives it none. */
    static final ClusterName UNNAMED = new ClusterName("muster");

    private static final Set<String> COMPONENT_KEYS = Set.of("kind", "version", "pair");
    private static final Set<String> CLUSTER_KEYS = Set.of("name");

    private final Problems problems;
    private final Values values;
    private final SettingsReader settingsReader;
    private final PairReader pairs;
    private final SortedSet<String> roles;

    ComponentsReader(SourceText source, Problems problems, SortedSet<String> knownRoles) {
        this.problems = problems;
        this.values = new Values(problems);
        this.settingsReader = new SettingsReader(source, problems);
        this.pairs = new PairReader(source, problems);
        this.roles = new TreeSet<>(knownRoles);
    }

    /** The known roles, and those that the components read so far have declared. */
    SortedSet<String> roles() {
        return roles;
    }

    /** The pairs that the components read so far have. */
    PairReader pairs() {
        return pairs;
    }

    ClusterName clusterName(@Nullable Member cluster) {
        Optional<Member> name = object(cluster, "\"cluster\": {\"name\": \"demo\"}")
                .flatMap(object -> Optional.ofNullable(UniqueKeys.of(object, problems, ProblemCode.KEY_TWICE, "key")
                        .get("name")));
        if (name.isEmpty()) {
            return UNNAMED;
        }
        Optional<String> text = values.text(name.get(), "\"name\": \"demo\"");
        if (text.isPresent() && !ClusterName.isValid(text.get())) {
            String hint = "letters, digits, dot, dash and underscore, at most 64, beginning with a letter or digit";
            PositionedJson at = name.get().value();
            problems.add(ProblemCode.BAD_CLUSTER_NAME, at, Quoted.of(text.get()) + " cannot name a cluster", hint);
            return UNNAMED;
        }
        return text.map(ClusterName::new).orElse(UNNAMED);
    }

    Settings clusterSettings(@Nullable Member cluster) {
        return cluster != null && cluster.value() instanceof Obj object
                ? settingsReader.read(object, CLUSTER_KEYS)
                : Settings.NONE;
    }

    Settings defaults(@Nullable Member defaults) {
        Optional<Obj> object = object(defaults, "\"defaults\": {\"java\": \"17\"}");
        if (object.isEmpty()) {
            return Settings.NONE;
        }
        for (Member member : object.get().members()) {
            if (roles.contains(member.name())) {
                problems.add(
                        ProblemCode.UNKNOWN_KEY,
                        member,
                        "\"defaults\" holds settings for every role, and " + Quoted.of(member.name()) + " is one role",
                        "write them into \"components\": {" + Quoted.of(member.name()) + ": {...}}");
            }
        }
        return settingsReader.read(object.get(), roles);
    }

    SortedMap<Role, ComponentSpec> components(@Nullable Member components) {
        SortedMap<Role, ComponentSpec> specs = new TreeMap<>();
        SortedSet<String> known = new TreeSet<>(roles);
        object(components, "\"components\": {\"backend\": {\"version\": \"5.0.4\"}}")
                .map(object -> UniqueKeys.of(object, problems, ProblemCode.ROLE_TWICE, "role"))
                .ifPresent(members -> members.values().forEach(member -> component(member, known, specs)));
        return specs;
    }

    private void component(Member member, SortedSet<String> known, SortedMap<Role, ComponentSpec> specs) {
        if (!Role.isValid(member.name()) || HostEntryReader.KEYS.contains(member.name())) {
            String hint = HostEntryReader.KEYS.contains(member.name())
                    ? "this word has a meaning of its own in a host"
                    : "lower-case letters, digits and dashes, at most 32, beginning with a letter";
            problems.add(ProblemCode.BAD_ROLE_NAME, member, Quoted.of(member.name()) + " cannot name a role", hint);
            return;
        }
        roles.add(member.name());
        Optional<Obj> object = values.object(member, Quoted.of(member.name()) + ": {\"version\": \"5.0.4\"}");
        if (object.isEmpty()) {
            return;
        }
        Map<String, Member> members = UniqueKeys.of(object.get(), problems, ProblemCode.KEY_TWICE, "key");
        String kind = text(members.get("kind"), "\"kind\": \"cassandra\"");
        String version = text(members.get("version"), "\"version\": \"5.0.4\"");
        if (!members.containsKey("kind") && !known.contains(member.name())) {
            String message = "role " + Quoted.of(member.name()) + " is not built in and has no \"kind\"";
            String hint = problems.isFull()
                    ? ""
                    : Suggestion.hint(member.name(), known, "name its component definition: \"kind\": \"...\"");
            problems.add(ProblemCode.ROLE_WITHOUT_KIND, member, message, hint);
        }
        Role role = new Role(member.name());
        Settings settings = settings(object.get(), members);
        Pair pair = pairs.read(role, members.get("pair"));
        pairs.alsoIn("its settings", role, pair, settings);
        specs.put(role, new ComponentSpec(role, kind, version, settings, pair));
    }

    /** A repeated key has been reported already: only the first of each is read, so that it is reported once. */
    private Settings settings(Obj object, Map<String, Member> members) {
        return settingsReader.read(
                new Obj(object.offset(), members.values().stream().toList()), COMPONENT_KEYS);
    }

    private @Nullable String text(@Nullable Member member, String example) {
        return member == null ? null : values.text(member, example).orElse(null);
    }

    private Optional<Obj> object(@Nullable Member member, String example) {
        return member == null ? Optional.empty() : values.object(member, example);
    }
}
