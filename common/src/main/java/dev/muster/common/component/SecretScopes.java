package dev.muster.common.component;

import dev.muster.common.model.trust.Secret;
import java.util.AbstractMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The names of one component with its secrets in their places: once as they may be shown, once as the component gets them. */
final class SecretScopes {

    private static final String SHOWN = "***";

    private final SecretSource source;

    SecretScopes(SecretSource source) {
        this.source = source;
    }

    /**
     * With {@code ***} for each secret, also for those that are missing.
     *
     * @param asked run when there is one: without any, what is shown is what the component gets
     */
    Scope shown(Map<String, Object> names, Runnable asked) {
        return scope(names, reference -> shown(asked), secret -> shown(asked));
    }

    private static String shown(Runnable asked) {
        asked.run();
        return SHOWN;
    }

    /** With the secrets themselves. */
    Scope real(Map<String, Object> names) {
        return scope(names, this::given, Secret::reveal);
    }

    private String given(SecretReference reference) {
        SecretSource.Result result = source.given(reference.name());
        if (result instanceof SecretSource.Result.Refused refused) {
            throw new CannotRender(refused.failure());
        }
        return ((SecretSource.Result.Found) result).secret().reveal();
    }

    private Scope scope(
            Map<String, Object> names, Function<SecretReference, String> given, Function<Secret, String> generated) {
        Map<String, Object> root = new TreeMap<>(names);
        root.computeIfPresent("settings", (name, settings) -> replaced(settings, given));
        if (names.get("cluster") instanceof Map<?, ?> cluster) {
            Map<String, Object> known = new TreeMap<>();
            cluster.forEach((name, value) -> known.put(String.valueOf(name), value));
            known.put("secure", source.generated("any").isPresent());
            known.put("secrets", new Generated(generated));
            root.put("cluster", known);
        }
        return new Scope(root);
    }

    private static Object replaced(Object value, Function<SecretReference, String> given) {
        if (value instanceof SecretReference reference) {
            return given.apply(reference);
        }
        if (value instanceof Map<?, ?> group) {
            Map<String, Object> copy = new TreeMap<>();
            group.forEach((name, inner) -> copy.put(String.valueOf(name), replaced(inner, given)));
            return copy;
        }
        return value;
    }

    /** {@code cluster.secrets}: has whatever name is asked for, and cannot be listed. */
    private final class Generated extends AbstractMap<String, Object> {

        private final Function<Secret, String> text;

        Generated(Function<Secret, String> text) {
            this.text = text;
        }

        @Override
        public @Nullable Object get(Object name) {
            return find(name).orElse(null);
        }

        @Override
        public boolean containsKey(Object name) {
            return find(name).isPresent();
        }

        private Optional<String> find(Object name) {
            return source.generated(String.valueOf(name)).map(text);
        }

        @Override
        public Set<Entry<String, Object>> entrySet() {
            return Set.of();
        }
    }
}
