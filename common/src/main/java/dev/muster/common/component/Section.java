package dev.muster.common.component;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A checked look at one object of a definition. Every key that is asked for is a known key; {@link #done} reports all others. Wrong
 * values are reported where they are found, and reading goes on with the given fallback.
 */
final class Section {

    private final @Nullable ConfigObject object;
    private final ConfigOrigin origin;
    private final Problems problems;
    private final TreeSet<String> known = new TreeSet<>();

    Section(ConfigObject object, Problems problems) {
        this(object, object.origin(), problems);
    }

    private Section(@Nullable ConfigObject object, ConfigOrigin origin, Problems problems) {
        this.object = object;
        this.origin = origin;
        this.problems = problems;
    }

    Problems problems() {
        return problems;
    }

    ConfigOrigin origin() {
        return origin;
    }

    /** {@code cassandra.conf:31}. */
    String place() {
        return place(origin);
    }

    static String place(ConfigOrigin origin) {
        return origin.lineNumber() > 0 ? fileOf(origin) + ":" + origin.lineNumber() : fileOf(origin);
    }

    /** Descriptions are {@code FILE: LINE}, or {@code FILE: LINE-LINE}, or several of them, when values were merged. */
    private static String fileOf(ConfigOrigin origin) {
        return origin.description().replaceFirst("(?s): [0-9].*", "").replaceFirst("^merge of ", "");
    }

    /** Where the value of {@code key} stands; where the object begins when there is none. */
    ConfigOrigin originOf(String key) {
        return take(key).map(ConfigValue::origin).orElse(origin);
    }

    Optional<ConfigValue> take(String key) {
        known.add(key);
        return object == null ? Optional.empty() : Optional.ofNullable(object.get(key));
    }

    /** Takes {@code key} or complains that it is missing. */
    Optional<ConfigValue> need(String key) {
        Optional<ConfigValue> value = take(key);
        if (value.isEmpty()) {
            problems.add(origin, "\"" + key + "\" is missing", "");
        }
        return value;
    }

    /** The text of a scalar. */
    Optional<String> text(String key) {
        return take(key).flatMap(value -> textOf(key, value));
    }

    /** A text that is there and says something; empty after a complaint. */
    String neededText(String key) {
        Optional<String> text = need(key).flatMap(value -> textOf(key, value));
        if (text.isPresent() && text.get().isEmpty()) {
            problems.add(originOf(key), "\"" + key + "\" must not be empty", "");
        }
        return text.orElse("");
    }

    private Optional<String> textOf(String key, ConfigValue value) {
        return switch (value.valueType()) {
            case STRING, NUMBER, BOOLEAN -> Optional.of(String.valueOf(value.unwrapped()));
            case OBJECT, LIST, NULL -> {
                problems.add(value.origin(), "\"" + key + "\" must be a text", "");
                yield Optional.empty();
            }
        };
    }

    boolean flag(String key, boolean fallback) {
        return parsed(key, SettingType.BOOLEAN, fallback);
    }

    long integer(String key, long min, long max, long fallback) {
        long number = parsed(key, SettingType.INTEGER, fallback);
        if (number < min || number > max) {
            problems.add(originOf(key), "\"" + key + "\" must be from " + min + " to " + max + ", not " + number, "");
            return fallback;
        }
        return number;
    }

    long durationMs(String key, long fallbackMs) {
        return parsed(key, SettingType.DURATION, new Span(fallbackMs)).ms();
    }

    @SuppressWarnings("unchecked")
    private <T> T parsed(String key, SettingType type, T fallback) {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return fallback;
        }
        Optional<Object> value = type.parse(text.get());
        if (value.isEmpty()) {
            problems.add(
                    originOf(key), "\"" + key + "\" must be " + type.wanted() + ", not \"" + text.get() + "\"", "");
        }
        return (T) value.orElse(fallback);
    }

    /** The object at {@code key}; an empty one when there is none. */
    Section section(String key) {
        Optional<ConfigValue> value = take(key);
        if (value.isPresent() && value.get() instanceof ConfigObject child) {
            return new Section(child, problems);
        }
        value.ifPresent(wrong -> problems.add(wrong.origin(), "\"" + key + "\" must be an object: { ... }", ""));
        return new Section(null, origin, problems);
    }

    boolean has(String key) {
        return take(key).isPresent();
    }

    /** The objects of the list at {@code key}. */
    List<Section> sections(String key) {
        List<Section> all = new ArrayList<>();
        for (ConfigValue item : items(key)) {
            if (item instanceof ConfigObject child) {
                all.add(new Section(child, problems));
            } else {
                problems.add(item.origin(), "every item of \"" + key + "\" must be an object: { ... }", "");
            }
        }
        return all;
    }

    /** The texts of the list at {@code key}. */
    List<String> texts(String key) {
        return items(key).stream()
                .map(item -> textOf(key, item))
                .flatMap(Optional::stream)
                .toList();
    }

    List<ConfigValue> items(String key) {
        Optional<ConfigValue> value = take(key);
        if (value.isEmpty()) {
            return List.of();
        }
        if (value.get() instanceof ConfigList list) {
            return List.copyOf(list);
        }
        problems.add(value.get().origin(), "\"" + key + "\" must be a list: [ ... ]", "");
        return List.of();
    }

    /** Reports every key that nobody asked for. */
    void done() {
        if (object == null) {
            return;
        }
        object.forEach((key, value) -> {
            if (!known.contains(key)) {
                problems.add(value.origin(), "unknown key \"" + key + "\"", Nearest.hint(key, known));
            }
        });
    }
}
