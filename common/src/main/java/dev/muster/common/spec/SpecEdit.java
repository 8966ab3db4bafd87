package dev.muster.common.spec;

import dev.muster.common.model.Role;
import dev.muster.common.model.spec.Pair.Side;
import dev.muster.common.spec.PositionedJson.Member;
import dev.muster.common.spec.PositionedJson.Obj;
import dev.muster.common.spec.PositionedJson.Text;
import dev.muster.common.spec.TreeMerge.Edit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Says something else of a role in the text of a cluster.json, and leaves every other character as it is: comments, order and spelling. The
 * short form, which says nothing of roles, becomes the full one around what it says. What comes out is still to be parsed.
 */
public final class SpecEdit {

    private static final String COMPONENTS = "components";
    private static final String HOSTS = "hosts";
    private static final String SETTINGS = "settings";
    private static final Set<String> RESERVED = Set.of("kind", "version", "pair", SETTINGS);
    private static final Pattern BARE = Pattern.compile("true|false|-?(?:0|[1-9][0-9]{0,14})");

    private String text;

    /** @param text a cluster.json that is in force, or might be */
    public SpecEdit(String text) {
        this.text = text;
    }

    /** It cannot be said in this text. */
    public static final class Refused extends Exception {
        private static final long serialVersionUID = 1;
        private final String hint;

        Refused(String message, String hint) {
            super(message, null, false, false);
            this.hint = hint;
        }

        /** What to do instead; may be empty. */
        public String hint() {
            return hint;
        }
    }

    /** The text as it is now. */
    public String text() {
        return text;
    }

    /** The version of what serves a role. */
    public void version(Role role, String version) throws Refused {
        set(role, List.of(), "version", quoted(version));
    }

    /** A setting for every host of a role, by its name with dots. */
    public void setting(Role role, String name, String value) throws Refused {
        String json = BARE.matcher(value).matches() ? value : quoted(value);
        JsonText now = read();
        Optional<Obj> component = component(now, role);
        Optional<Found> found = component.flatMap(
                object -> find(object, name).or(() -> child(object, SETTINGS).flatMap(inner -> find(inner, name))));
        if (found.isPresent()) {
            Found at = found.get();
            apply(now, new Edit("", at.parent(), at.member(), at.member().name(), json));
        } else if (RESERVED.contains(name)
                || component.flatMap(object -> child(object, SETTINGS)).isPresent()) {
            set(role, List.of(SETTINGS), name, json);
        } else {
            set(role, List.of(), name, json);
        }
    }

    /** Goes over to the other side of a role's pair; which one that is. */
    public Side swap(Role role) throws Refused {
        Obj pair = component(read(), role)
                .flatMap(component -> child(component, "pair"))
                .orElseThrow(() -> new Refused(
                        "the role \"" + role + "\" has no pair to swap",
                        "Give it one: docs/changing-a-cluster.md#pairs"));
        boolean isSecondary = member(pair, "uses")
                .filter(uses ->
                        uses.value() instanceof Text word && word.value().equals(Side.SECONDARY.word()))
                .isPresent();
        Side other = isSecondary ? Side.PRIMARY : Side.SECONDARY;
        set(role, List.of("pair"), "uses", quoted(other.word()));
        return other;
    }

    /** Sets a member of the role's object, or of one inside of it; what is missing on the way is made. */
    private void set(Role role, List<String> inside, String name, String json) throws Refused {
        JsonText now = read();
        if (member(now.root(), HOSTS).isEmpty()) {
            text = mark() + full(now);
            now = read();
        }
        List<String> path = new ArrayList<>(List.of(COMPONENTS, role.value()));
        path.addAll(inside);
        Obj parent = now.root();
        int known = 0;
        while (known < path.size()) {
            Optional<Member> next = member(parent, path.get(known));
            if (next.isEmpty()) {
                break;
            }
            if (!(next.get().value() instanceof Obj object)) {
                throw new Refused(
                        String.join(".", path.subList(0, known + 1)) + " is no object in the definition in force", "");
            }
            parent = object;
            known++;
        }
        if (known == path.size()) {
            apply(now, new Edit("", parent, member(parent, name).orElse(null), name, json));
            return;
        }
        List<String> missing = path.subList(known + 1, path.size());
        String value = "{" + quoted(name) + ": " + json + "}";
        for (int i = missing.size() - 1; i >= 0; i--) {
            value = "{" + quoted(missing.get(i)) + ": " + value + "}";
        }
        apply(now, new Edit("", parent, null, path.get(known), value));
    }

    /** The full form around a short one. Its parts with a dollar sign come out of it. */
    private static String full(JsonText seed) {
        List<Edit> removals = new ArrayList<>();
        StringBuilder parts = new StringBuilder();
        for (Member member : seed.root().members()) {
            if (member.name().startsWith("$")) {
                String name = member.name().equals("$schema")
                        ? member.name()
                        : member.name().substring(1);
                parts.append("  ")
                        .append(quoted(name))
                        .append(": ")
                        .append(seed.of(member.value()))
                        .append(",\n");
                removals.add(new Edit("", seed.root(), member, member.name(), null));
            }
        }
        int from = seed.root().offset();
        int end = seed.end(seed.root());
        String all = new TextPatch(seed).patched(removals);
        int behind = seed.text().length() - end;
        String hosts = all.substring(from, all.length() - behind).lines().collect(Collectors.joining("\n  "));
        return all.substring(0, from) + "{\n" + parts + "  " + quoted(COMPONENTS) + ": {},\n  " + quoted(HOSTS) + ": "
                + hosts + "\n}" + all.substring(all.length() - behind);
    }

    private record Found(Obj parent, Member member) {}

    /** A setting by its name with dots, however it is nested. */
    private static Optional<Found> find(Obj object, String name) {
        for (Member member : object.members()) {
            if (RESERVED.contains(member.name())) {
                continue;
            }
            if (member.name().equals(name)) {
                return Optional.of(new Found(object, member));
            }
            if (name.startsWith(member.name() + ".") && member.value() instanceof Obj inner) {
                Optional<Found> found = find(inner, name.substring(member.name().length() + 1));
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Obj> component(JsonText json, Role role) {
        return member(json.root(), HOSTS).isEmpty()
                ? Optional.empty()
                : child(json.root(), COMPONENTS).flatMap(components -> child(components, role.value()));
    }

    private static Optional<Obj> child(Obj object, String name) {
        return member(object, name)
                .flatMap(m -> m.value() instanceof Obj inner ? Optional.of(inner) : Optional.empty());
    }

    private static Optional<Member> member(Obj object, String name) {
        return object.members().stream()
                .filter(each -> each.name().equals(name))
                .findFirst();
    }

    private void apply(JsonText now, Edit edit) {
        text = mark() + new TextPatch(now).patched(List.of(edit));
    }

    private JsonText read() throws Refused {
        try {
            return JsonText.read(text.substring(mark().length()));
        } catch (Unreadable e) {
            throw new Refused("the definition is no JSON object: " + e.getMessage(), "muster validate FILE");
        }
    }

    private String mark() {
        return text.startsWith(SpecMerge.BYTE_ORDER_MARK) ? SpecMerge.BYTE_ORDER_MARK : "";
    }

    private static String quoted(String word) {
        return TextPatch.quoted(word);
    }
}
