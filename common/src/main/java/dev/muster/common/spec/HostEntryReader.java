package dev.muster.common.spec;

import dev.muster.common.model.Role;
import dev.muster.common.model.spec.Setting;
import dev.muster.common.model.spec.Settings;
import dev.muster.common.spec.HostEntry.Address;
import dev.muster.common.spec.HostEntry.Directory;
import dev.muster.common.spec.HostEntry.Grant;
import dev.muster.common.spec.HostEntry.Standby;
import dev.muster.common.spec.HostEntry.Use;
import dev.muster.common.spec.PositionedJson.Arr;
import dev.muster.common.spec.PositionedJson.Bool;
import dev.muster.common.spec.PositionedJson.Member;
import dev.muster.common.spec.PositionedJson.Obj;
import dev.muster.common.spec.PositionedJson.Text;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads what a host, a pattern or a group says: one grammar for all three, in both forms of the file. */
final class HostEntryReader {

    /** Keys of a host that are not roles; a role cannot be called so. */
    static final Set<String> KEYS = Set.of("use", "labels", "vars", "address", "standby", "dirs");

    private final SourceText source;
    private final Problems problems;
    private final Values values;
    private final SettingsReader settingsReader;
    private final VarsReader varsReader;
    private final SortedSet<String> roles;
    private final SortedSet<String> keysAndRoles;
    private boolean masterMisspelt;

    HostEntryReader(SourceText source, Problems problems, SortedSet<String> roles) {
        this.source = source;
        this.problems = problems;
        this.values = new Values(problems);
        this.settingsReader = new SettingsReader(source, problems);
        this.varsReader = new VarsReader(problems);
        this.roles = roles;
        this.keysAndRoles = new TreeSet<>(roles);
        keysAndRoles.addAll(KEYS);
    }

    /** Whether some entry probably meant to have the role master: then nobody needs to be told that it is missing. */
    boolean isMasterMisspelt() {
        return masterMisspelt;
    }

    HostEntry read(Member at, Obj object) {
        int errorsBefore = problems.errors();
        Map<String, Member> members = UniqueKeys.of(object, problems, ProblemCode.ROLE_TWICE, "role");
        SortedMap<Role, Grant> grants = new TreeMap<>();
        for (Member member : members.values()) {
            if (roles.contains(member.name())) {
                grant(member).ifPresent(grant -> grants.put(new Role(member.name()), grant));
            } else if (!KEYS.contains(member.name())) {
                unknown(member);
            }
        }
        List<Use> use = use(members.get("use"));
        SortedMap<String, String> labels = labels(members.get("labels"));
        SortedMap<String, String> vars = varsReader.read(members.get("vars"));
        Address address = address(members.get("address"));
        Standby standby = standby(members.get("standby"));
        SortedMap<Role, Directory> directories = directories(members.get("dirs"));
        boolean faulty = problems.errors() > errorsBefore;
        return new HostEntry(at, grants, use, labels, vars, address, standby, directories, faulty);
    }

    private void unknown(Member member) {
        masterMisspelt |=
                Suggestion.nearest(member.name(), Set.of(Role.MASTER.value())).isPresent();
        String hint = problems.isFull()
                ? ""
                : Suggestion.hint(member.name(), keysAndRoles, "roles are " + Suggestion.some(roles));
        problems.add(ProblemCode.UNKNOWN_ROLE, member, "unknown role " + Quoted.of(member.name()), hint);
    }

    private Optional<Grant> grant(Member member) {
        PositionedJson value = member.value();
        if (value instanceof Bool bool) {
            return Optional.of(new Grant(member, bool.value(), Settings.NONE));
        }
        if (value instanceof Obj object) {
            return Optional.of(new Grant(member, true, settingsReader.read(object, Set.of())));
        }
        masterMisspelt |= member.name().equals(Role.MASTER.value());
        String message = "role " + Quoted.of(member.name()) + " needs true, false or an object of settings, not "
                + value.described();
        boolean no = value instanceof Text text && text.value().equals("false");
        problems.add(ProblemCode.ROLE_VALUE, value, message, "write " + Quoted.of(member.name()) + ": " + !no);
        return Optional.empty();
    }

    private @Nullable List<Use> use(@Nullable Member member) {
        if (member == null) {
            return null;
        }
        List<PositionedJson> names = member.value() instanceof Arr list ? list.elements() : List.of(member.value());
        List<Use> use = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (PositionedJson name : names) {
            if (!(name instanceof Text text)) {
                String message = "\"use\" needs the name of a group or a list of names, not " + name.described();
                problems.add(ProblemCode.WRONG_TYPE, name, message, "for example \"use\": [\"worker\", \"search\"]");
            } else if (!seen.add(text.value())) {
                problems.add(ProblemCode.KEY_TWICE, text, "group " + Quoted.of(text.value()) + " is used twice", "");
            } else {
                use.add(new Use(text.value(), text));
            }
        }
        return use;
    }

    private SortedMap<String, String> labels(@Nullable Member member) {
        SortedMap<String, String> labels = new TreeMap<>();
        if (member != null) {
            String example = "\"labels\": {\"rack\": \"r1\"}";
            values.object(member, example)
                    .ifPresent(object -> UniqueKeys.of(object, problems, ProblemCode.KEY_TWICE, "label")
                            .values()
                            .forEach(label -> label(label, labels)));
        }
        return labels;
    }

    private void label(Member label, SortedMap<String, String> labels) {
        if (label.name().isBlank() || !Values.isPlain(label.name())) {
            String message = Quoted.of(label.name()) + " is not a name of a label";
            problems.add(ProblemCode.WRONG_TYPE, label, message, "printable characters, at least one");
            return;
        }
        values.text(label, Quoted.of(label.name()) + ": \"r1\"").ifPresent(text -> labels.put(label.name(), text));
    }

    private @Nullable Address address(@Nullable Member member) {
        if (member == null) {
            return null;
        }
        Optional<String> text = values.text(member, "\"address\": \"10.0.0.11\"");
        if (text.isEmpty()) {
            return null;
        }
        return HostKey.parse(text.get(), member.value(), problems)
                .map(host -> new Address(host.value(), member.value()))
                .orElse(null);
    }

    private @Nullable Standby standby(@Nullable Member member) {
        return member == null
                ? null
                : values.bool(member).map(wanted -> new Standby(wanted, member)).orElse(null);
    }

    private SortedMap<Role, Directory> directories(@Nullable Member member) {
        SortedMap<Role, Directory> directories = new TreeMap<>();
        if (member == null) {
            return directories;
        }
        Optional<Obj> object = values.object(member, "\"dirs\": {\"index\": \"/nvme/index\"}");
        if (object.isEmpty()) {
            return directories;
        }
        for (Member dir : UniqueKeys.of(object.get(), problems, ProblemCode.ROLE_TWICE, "role")
                .values()) {
            if (!roles.contains(dir.name())) {
                unknown(dir);
            } else {
                directory(dir)
                        .ifPresent(text -> directories.put(
                                new Role(dir.name()), new Directory(new Setting(text, source.place(dir)), dir)));
            }
        }
        return directories;
    }

    private Optional<String> directory(Member dir) {
        Optional<String> text = values.text(dir, Quoted.of(dir.name()) + ": \"/data/" + dir.name() + "\"");
        if (text.isPresent() && !text.get().startsWith("/")) {
            String message = "the folder of " + Quoted.of(dir.name()) + " is not absolute: " + Quoted.of(text.get());
            problems.add(ProblemCode.WRONG_TYPE, dir.value(), message, "begin it with /");
            return Optional.empty();
        }
        return text;
    }
}
