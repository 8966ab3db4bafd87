package dev.muster.common.component;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text with references such as {@code {{settings.heap}}}. Strict: a reference to nothing is an error, never an empty text. Values
 * are put in as they are; where that would not be safe, an escaper says how.
 */
final class Template {

    /** A reference by name, and whether it stands inside a section, where the names of a list's items count too. */
    record Reference(String name, boolean insideList) {}

    /** Parts with dots between; Mustache fails on an empty one. */
    private static final String NAME = "[A-Za-z][A-Za-z0-9_-]*(?:\\.[A-Za-z0-9_-]+)*";

    private static final Pattern ONE_REFERENCE = Pattern.compile("\\{\\{ *(" + NAME + ") *}}");

    private static final Pattern TAG = Pattern.compile("\\{\\{(.*?)}}", Pattern.DOTALL);
    private static final Pattern NAMED = Pattern.compile("([#^/]?) *(-?" + NAME + ")");

    private final com.samskivert.mustache.Template compiled;
    private final Optional<String> onlyReference;
    private final List<Reference> references;

    private Template(
            com.samskivert.mustache.Template compiled, Optional<String> onlyReference, List<Reference> references) {
        this.compiled = compiled;
        this.onlyReference = onlyReference;
        this.references = references;
    }

    /** @throws MustacheException or IllegalArgumentException when {@code source} is no template */
    static Template of(String source) {
        return of(source, value -> value);
    }

    /** As {@link #of(String)}, with every value passed through {@code escaper}. */
    static Template of(String source, Mustache.Escaper escaper) {
        List<Reference> references = scan(source);
        Matcher only = ONE_REFERENCE.matcher(source);
        return new Template(
                Mustache.compiler().strictSections(true).withEscaper(escaper).compile(source),
                only.matches() ? Optional.of(only.group(1)) : Optional.empty(),
                references);
    }

    /**
     * The value. A template that is nothing but one reference keeps the type of what it names, so that a port stays a number; any
     * other becomes text.
     *
     * @throws CannotRender when a reference names nothing
     */
    Object value(Scope scope, String origin) {
        Optional<Object> only = onlyReference.flatMap(scope::lookup).filter(Template::isScalarOrList);
        return only.isPresent() ? only.get() : text(scope, origin);
    }

    /** @throws CannotRender when a reference names nothing */
    String text(Scope scope, String origin) {
        StringWriter out = new StringWriter();
        try {
            if (scope.item() == null) {
                compiled.execute(scope.root(), out);
            } else {
                compiled.execute(scope.item(), scope.root(), out);
            }
        } catch (MustacheException | IllegalArgumentException e) {
            throw CannotRender.at(origin, String.valueOf(e.getMessage()));
        }
        return out.toString();
    }

    /** Every name that it uses, in order. */
    List<Reference> references() {
        return references;
    }

    /** Mustache has more tags than these; a definition needs none of them, and some would read other files. */
    private static List<Reference> scan(String source) {
        List<Reference> found = new ArrayList<>();
        int depth = 0;
        Matcher tags = TAG.matcher(source);
        while (tags.find()) {
            Matcher tag = NAMED.matcher(tags.group(1).strip());
            if (!tag.matches()) {
                throw new IllegalArgumentException(
                        "{{" + tags.group(1) + "}} is none of {{NAME}}, {{#LIST}}, {{^LIST}} and {{/LIST}}");
            }
            boolean closes = tag.group(1).equals("/");
            if (!closes) {
                found.add(new Reference(tag.group(2), depth > 0));
            }
            depth += tag.group(1).isEmpty() ? 0 : closes ? -1 : 1;
        }
        return List.copyOf(found);
    }

    private static boolean isScalarOrList(Object value) {
        return !(value instanceof Map<?, ?>);
    }
}
