package dev.muster.common.spec;

import dev.muster.common.model.spec.Setting;
import dev.muster.common.model.spec.Settings;
import dev.muster.common.spec.PositionedJson.Arr;
import dev.muster.common.spec.PositionedJson.Bool;
import dev.muster.common.spec.PositionedJson.Member;
import dev.muster.common.spec.PositionedJson.Num;
import dev.muster.common.spec.PositionedJson.Obj;
import dev.muster.common.spec.PositionedJson.Text;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Objects of settings, flattened: {@code "ports": {"ui": 8080}} is {@code ports.ui}, and what stands in {@code "settings"} is
 * not prefixed. Lists become comma-separated texts.
 */
final class SettingsReader {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");
    private static final String UNPREFIXED = "settings";

    private final SourceText source;
    private final Problems problems;

    SettingsReader(SourceText source, Problems problems) {
        this.source = source;
        this.problems = problems;
    }

    /** All settings in {@code object} except the keys in {@code others}, which mean something else. */
    Settings read(Obj object, Set<String> others) {
        Found found = new Found();
        for (Member member : object.members()) {
            if (member.name().equals(UNPREFIXED)) {
                unprefixed(member, found);
            } else if (!others.contains(member.name())) {
                add("", member, found);
            }
        }
        return found.values.isEmpty() ? Settings.NONE : new Settings(found.values);
    }

    private void unprefixed(Member member, Found found) {
        if (member.value() instanceof Obj object) {
            object.members().forEach(inner -> add("", inner, found));
        } else {
            String message =
                    "\"settings\" needs an object, not " + member.value().described();
            problems.add(
                    ProblemCode.BAD_SETTING, member.value(), message, "for example \"settings\": {\"heap\": \"2g\"}");
        }
    }

    private void add(String prefix, Member member, Found found) {
        String name = prefix + member.name();
        if (!NAME.matcher(name).matches()) {
            String message = Quoted.of(name) + " is not a name of a setting";
            String hint = "letters, digits, dot, dash and underscore, at most 128 in all";
            problems.add(ProblemCode.BAD_SETTING_NAME, member, message, hint);
        } else if (member.value() instanceof Obj object) {
            object.members().forEach(inner -> add(name + ".", inner, found));
        } else {
            Member first = found.places.putIfAbsent(name, member);
            if (first != null) {
                String message = "setting " + Quoted.of(name) + " is given twice here";
                problems.add(ProblemCode.KEY_TWICE, member, message, "first given on line " + problems.lineOf(first));
            }
            value(name, member.value()).ifPresent(text -> found.values.put(name, setting(text, member)));
        }
    }

    private Setting setting(String text, Member member) {
        return new Setting(text, source.place(member));
    }

    private Optional<String> value(String name, PositionedJson value) {
        if (!(value instanceof Arr list)) {
            return scalar(name, value);
        }
        List<Optional<String>> texts =
                list.elements().stream().map(e -> element(name, e)).toList();
        return texts.stream().allMatch(Optional::isPresent)
                ? Optional.of(String.join(
                        ",", texts.stream().flatMap(Optional::stream).toList()))
                : Optional.empty();
    }

    private Optional<String> element(String name, PositionedJson value) {
        Optional<String> text = scalar(name, value);
        if (text.isPresent() && text.get().indexOf(',') >= 0) {
            String message = "a text in the list " + Quoted.of(name) + " has a comma in it";
            problems.add(
                    ProblemCode.BAD_SETTING, value, message, "the list is handed on as one text with commas between");
            return Optional.empty();
        }
        return text;
    }

    private Optional<String> scalar(String name, PositionedJson value) {
        if (value instanceof Text text && isUsable(text.value())) {
            return Optional.of(text.value());
        }
        if (value instanceof Num number) {
            return Optional.of(number.spelling());
        }
        if (value instanceof Bool bool) {
            return Optional.of(Boolean.toString(bool.value()));
        }
        boolean isText = value instanceof Text;
        String message = "setting " + Quoted.of(name)
                + (isText
                        ? " has a character in it that cannot be written to a file"
                        : " needs a text, a number, true or false, not ")
                + (isText ? "" : value.described());
        String hint = value instanceof PositionedJson.Null ? "leave the key out to use the default" : "";
        problems.add(ProblemCode.BAD_SETTING, value, message, hint);
        return Optional.empty();
    }

    /** Line ends and tabs are wanted in some settings; whoever writes a configuration file escapes them. */
    private static boolean isUsable(String text) {
        return text.codePoints().noneMatch(c -> {
            int type = Character.getType(c);
            return type == Character.SURROGATE || (type == Character.CONTROL && c != '\n' && c != '\t');
        });
    }

    /** What one object has given so far. */
    private static final class Found {
        private final TreeMap<String, Setting> values = new TreeMap<>();
        private final Map<String, Member> places = new HashMap<>();
    }
}
