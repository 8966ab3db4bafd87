package dev.muster.common.spec;

import dev.muster.common.model.Role;
import dev.muster.common.model.spec.Hook;
import dev.muster.common.model.spec.Pair;
import dev.muster.common.model.spec.Pair.Side;
import dev.muster.common.model.spec.Settings;
import dev.muster.common.spec.BalancerReader.Used;
import dev.muster.common.spec.PositionedJson.Member;
import dev.muster.common.spec.PositionedJson.Obj;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads the pair of a role: its two sides, which one is in use, and the warm-up. */
final class PairReader {

    /** A warm-up that says no time: filling a store takes longer than telling a balancer. */
    static final long WARM_TIMEOUT_MS = 600_000;

    private static final List<String> KEYS = List.of("uses", "primary", "secondary", "warm");
    private static final String EXAMPLE =
            "\"pair\": {\"primary\": {\"cache\": \"a:6379\"}, \"secondary\": {\"cache\": \"b:6379\"}}";

    private final Problems problems;
    private final Values values;
    private final HookReader hooks;
    private final SettingsReader settings;
    private final List<Used> used = new ArrayList<>();
    private final Map<Role, Span> at = new LinkedHashMap<>();

    PairReader(SourceText source, Problems problems) {
        this.problems = problems;
        this.values = new Values(problems);
        this.hooks = new HookReader(source, problems);
        this.settings = new SettingsReader(source, problems);
    }

    /** Every text with variables in the warm-ups read so far. */
    List<Used> used() {
        return used;
    }

    /** The pair, or null when there is none, or after a problem. */
    @Nullable
    Pair read(Role role, @Nullable Member member) {
        Optional<Obj> object = member == null ? Optional.empty() : values.object(member, EXAMPLE);
        if (member == null || object.isEmpty()) {
            return null;
        }
        at.put(role, member);
        Map<String, Member> members = hooks.keys(object.get(), KEYS);
        Optional<Settings> primary = side(member, members.get("primary"), "primary");
        Optional<Settings> secondary = side(member, members.get("secondary"), "secondary");
        Side uses = uses(members.get("uses"));
        Member warm = members.get("warm");
        Hook hook = warm == null
                ? null
                : hooks.hook(warm, WARM_TIMEOUT_MS, (text, span) -> used.add(new Used(Set.of(role), text, span, false)))
                        .orElse(null);
        if (primary.isEmpty() || secondary.isEmpty()) {
            return null;
        }
        SortedSet<String> lacking = new TreeSet<>(primary.get().values().keySet());
        lacking.addAll(secondary.get().values().keySet());
        lacking.removeIf(name ->
                primary.get().get(name).isPresent() && secondary.get().get(name).isPresent());
        if (!lacking.isEmpty()) {
            String message = "\"primary\" and \"secondary\" do not give the same settings: " + Suggestion.some(lacking);
            problems.add(ProblemCode.PAIR_UNEQUAL, member, message, "give each setting on both sides");
            return null;
        }
        return new Pair(uses, primary.get(), secondary.get(), hook);
    }

    private Optional<Settings> side(Member pair, @Nullable Member member, String name) {
        if (member == null) {
            problems.add(
                    ProblemCode.PAIR_UNEQUAL, pair, "\"pair\" has no " + Quoted.of(name), "for example " + EXAMPLE);
            return Optional.empty();
        }
        return values.object(member, EXAMPLE).map(object -> settings.read(object, Set.of()));
    }

    private Side uses(@Nullable Member member) {
        if (member == null) {
            return Side.PRIMARY;
        }
        String example = "\"uses\": \"secondary\"";
        Optional<String> text = values.text(member, example);
        for (Side side : Side.values()) {
            if (text.filter(side.word()::equals).isPresent()) {
                return side;
            }
        }
        text.ifPresent(word -> problems.add(
                ProblemCode.WRONG_TYPE,
                member.value(),
                "\"uses\" is \"primary\" or \"secondary\", not " + Quoted.of(word),
                "for example " + example));
        return Side.PRIMARY;
    }

    /** A setting of a pair that stands elsewhere as well: going over to the other side would change nothing. */
    void alsoIn(String where, Role role, @Nullable Pair pair, Settings others) {
        Span place = at.get(role);
        if (pair == null || place == null) {
            return;
        }
        for (String name : pair.primary().values().keySet()) {
            others.get(name).ifPresent(setting -> {
                String message = "setting " + Quoted.of(name) + " is in the pair of " + role + " and in " + where;
                problems.add(ProblemCode.KEY_TWICE, place, message, "remove it at " + setting.origin());
            });
        }
    }
}
