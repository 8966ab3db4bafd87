package dev.muster.common.component;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** HOCON values -> {@link Node}s, with every reference checked. */
final class NodeReader {

    private static final int DEPTH_MAX = 20;
    private static final Node NOTHING = new Node.Plain("");

    private final Problems problems;
    private final Vocabulary vocabulary;

    NodeReader(Problems problems, Vocabulary vocabulary) {
        this.problems = problems;
        this.vocabulary = vocabulary;
    }

    /** The node at {@code key}; null, without a complaint, when there is none. */
    @Nullable
    Node optional(Section section, String key) {
        return section.take(key).map(this::read).orElse(null);
    }

    /** The node at {@code key}, which must be there. */
    Node needed(Section section, String key) {
        return section.need(key).map(this::read).orElse(NOTHING);
    }

    /** The condition at {@code when}; null when there is none. */
    @Nullable
    Condition condition(Section section) {
        return section.take("when").flatMap(value -> condition(value, false)).orElse(null);
    }

    Node read(ConfigValue value) {
        return read(value, false, 0);
    }

    /** A whole file as one text; {@code escaper} makes each value harmless. */
    Node literal(ConfigValue value, Mustache.Escaper escaper) {
        return template(String.valueOf(value.unwrapped()), value.origin(), false, escaper);
    }

    private Node read(ConfigValue value, boolean insideList, int depth) {
        if (depth > DEPTH_MAX) {
            problems.add(value.origin(), "nested more than " + DEPTH_MAX + " deep", "");
            return NOTHING;
        }
        return switch (value.valueType()) {
            case STRING -> template(String.valueOf(value.unwrapped()), value.origin(), insideList, text -> text);
            case NUMBER, BOOLEAN -> new Node.Plain(value.unwrapped());
            case LIST ->
                new Node.Items(((ConfigList) value)
                        .stream().map(item -> read(item, insideList, depth + 1)).toList());
            case OBJECT -> object((ConfigObject) value, insideList, depth);
            case NULL -> {
                problems.add(value.origin(), "null is not a value", "leave the key out");
                yield NOTHING;
            }
        };
    }

    private Node object(ConfigObject object, boolean insideList, int depth) {
        if (object.containsKey("$when")) {
            return when(object, insideList, depth);
        }
        if (object.containsKey("$each")) {
            return each(object, depth);
        }
        SortedMap<String, Node> fields = new TreeMap<>();
        object.forEach((key, value) -> fields.put(key, read(value, insideList, depth + 1)));
        return new Node.Fields(fields);
    }

    private Node when(ConfigObject object, boolean insideList, int depth) {
        only(object, Set.of("$when", "$value", "$else"));
        Optional<Condition> condition =
                Optional.ofNullable(object.get("$when")).flatMap(value -> condition(value, insideList));
        ConfigValue then = object.get("$value");
        ConfigValue otherwise = object.get("$else");
        if (then == null) {
            problems.add(object.origin(), "\"$value\" is missing beside \"$when\"", "");
        }
        if (condition.isEmpty() || then == null) {
            return NOTHING;
        }
        return new Node.When(
                condition.get(),
                read(then, insideList, depth + 1),
                otherwise == null ? null : read(otherwise, insideList, depth + 1));
    }

    private Node each(ConfigObject object, int depth) {
        only(object, Set.of("$each", "$item"));
        ConfigValue list = object.get("$each");
        ConfigValue item = object.get("$item");
        if (list == null || item == null) {
            problems.add(object.origin(), "\"$item\" is missing beside \"$each\"", "");
            return NOTHING;
        }
        String name = String.valueOf(list.unwrapped());
        check(name, false, list.origin());
        return new Node.Each(name, read(item, true, depth + 1), Section.place(object.origin()));
    }

    private Node template(String source, ConfigOrigin origin, boolean insideList, Mustache.Escaper escaper) {
        if (!Characters.canBeWritten(source)) {
            problems.add(origin, "a text must not hold NUL or half a surrogate pair", "");
            return NOTHING;
        }
        try {
            Template template = Template.of(source, escaper);
            template.references()
                    .forEach(reference -> check(reference.name(), insideList || reference.insideList(), origin));
            return new Node.Text(template, Section.place(origin));
        } catch (MustacheException | IllegalArgumentException e) {
            problems.add(origin, "not a template: " + e.getMessage(), "references are written {{NAME}}");
            return NOTHING;
        }
    }

    private Optional<Condition> condition(ConfigValue value, boolean insideList) {
        String text = String.valueOf(value.unwrapped());
        Optional<Condition> condition = Condition.parse(text, Section.place(value.origin()));
        if (condition.isEmpty()) {
            problems.add(value.origin(), "\"" + text + "\" is not a condition", Condition.SYNTAX);
        }
        condition.ifPresent(c -> c.names().forEach(name -> check(name, insideList, value.origin())));
        return condition;
    }

    private void check(String name, boolean insideList, ConfigOrigin origin) {
        vocabulary
                .complaint(name, insideList)
                .ifPresent(complaint -> problems.add(origin, complaint, vocabulary.hint(name)));
    }

    private void only(ConfigObject object, Set<String> allowed) {
        List<String> wrong = new ArrayList<>(object.keySet());
        wrong.removeAll(allowed);
        wrong.forEach(key -> problems.add(
                object.origin(),
                "unknown key \"" + key + "\" beside \"$when\" or \"$each\"",
                Nearest.hint(key, allowed)));
    }
}
