package dev.muster.common.spec;

import dev.muster.common.spec.PositionedJson.Arr;
import dev.muster.common.spec.PositionedJson.Bool;
import dev.muster.common.spec.PositionedJson.Member;
import dev.muster.common.spec.PositionedJson.Num;
import dev.muster.common.spec.PositionedJson.Obj;
import dev.muster.common.spec.PositionedJson.Text;
import dev.muster.common.spec.SpecMerge.Conflict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What has to be done to my tree so that it has what theirs has changed of the base, and what stands against it. */
final class TreeMerge {

    /** For people, in the place of a value. */
    static final String ABSENT = "nothing";

    private static final int SHOWN_MAX = 60;

    private final JsonText base;
    private final JsonText theirs;
    private final JsonText mine;
    private final List<Edit> edits = new ArrayList<>();
    private final List<Conflict> conflicts = new ArrayList<>();

    TreeMerge(JsonText base, JsonText theirs, JsonText mine) {
        this.base = base;
        this.theirs = theirs;
        this.mine = mine;
        objects("", base.root(), theirs.root(), mine.root());
    }

    /**
     * A member of mine becomes what it is in theirs.
     *
     * @param parent the object in mine
     * @param old the member in mine; null when it is to be added
     * @param name of the member
     * @param value its value as theirs is written; null when it is to be removed
     */
    record Edit(
            String path,
            Obj parent,
            @Nullable Member old,
            String name,
            @Nullable String value) {
        String words() {
            return value == null ? "- " + path : (old == null ? "+ " : "~ ") + path + ": " + shortened(value);
        }
    }

    List<Edit> edits() {
        return edits;
    }

    List<Conflict> conflicts() {
        return conflicts;
    }

    private void objects(String path, @Nullable Obj before, Obj their, Obj my) {
        Map<String, Member> inBase = before == null ? Map.of() : members(before);
        Map<String, Member> inTheirs = members(their);
        Map<String, Member> inMine = members(my);
        Set<String> names = new LinkedHashSet<>(inTheirs.keySet());
        names.addAll(inBase.keySet());
        for (String name : names) {
            member(
                    path.isEmpty() ? name : path + " / " + name,
                    my,
                    inBase.get(name),
                    inTheirs.get(name),
                    inMine.get(name));
        }
    }

    private void member(String path, Obj parent, @Nullable Member before, @Nullable Member their, @Nullable Member my) {
        if (isSame(before, their) || isSame(their, my)) {
            return;
        }
        Member named = their == null ? Objects.requireNonNull(before) : their;
        if (isSame(before, my)) {
            edits.add(new Edit(path, parent, my, named.name(), their == null ? null : theirs.of(their.value())));
        } else if (their != null
                && my != null
                && their.value() instanceof Obj theirObject
                && my.value() instanceof Obj myObject
                && mayBeEmpty(before)) {
            Obj common = before != null && before.value() instanceof Obj object ? object : null;
            objects(path, common, theirObject, myObject);
        } else {
            conflicts.add(new Conflict(path, shown(base, before), shown(theirs, their), shown(mine, my)));
        }
    }

    /** A role that is true has no settings, and one that was not there has none either. */
    private static boolean mayBeEmpty(@Nullable Member before) {
        return before == null || before.value() instanceof Obj || before.value() instanceof Bool;
    }

    private static String shown(JsonText text, @Nullable Member member) {
        return member == null ? ABSENT : shortened(text.of(member.value()));
    }

    private static String shortened(String value) {
        String line = value.replaceAll("\\s+", " ");
        return line.length() <= SHOWN_MAX ? line : line.substring(0, SHOWN_MAX) + "...";
    }

    private static Map<String, Member> members(Obj object) {
        Map<String, Member> members = new LinkedHashMap<>();
        object.members().forEach(member -> members.put(member.name(), member));
        return members;
    }

    private static boolean isSame(@Nullable Member one, @Nullable Member other) {
        return one == null || other == null
                ? one == other
                : meaning(one.value()).equals(meaning(other.value()));
    }

    /** A number, which is not the text that is spelled alike. */
    private record Spelled(String number) {}

    /** Equal for values that mean the same. */
    private static Object meaning(PositionedJson value) {
        if (value instanceof Obj object) {
            Map<String, Object> members = new LinkedHashMap<>();
            object.members().forEach(member -> members.put(member.name(), meaning(member.value())));
            return members;
        }
        if (value instanceof Arr array) {
            return array.elements().stream().map(TreeMerge::meaning).toList();
        }
        if (value instanceof Text text) {
            return text.value();
        }
        if (value instanceof Num number) {
            return new Spelled(number.spelling());
        }
        return value instanceof Bool bool ? (Object) bool.value() : Optional.empty();
    }
}
