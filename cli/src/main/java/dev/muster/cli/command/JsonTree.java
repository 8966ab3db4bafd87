package dev.muster.cli.command;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A read JSON value, asked leniently: what is missing or of another kind is empty, because a newer coordinator may say more
 * and an older one less. Built on the stream parser alone, whose classes load in a tenth of the time of a data binder's.
 */
final class JsonTree {

    private static final int DEPTH_MAX = 100;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEPTH_MAX).build())
            .build();

    private final @Nullable Object value;

    private JsonTree(@Nullable Object value) {
        this.value = value;
    }

    /** Reads one document. */
    static JsonTree parse(String text) throws IOException {
        try (JsonParser parser = FACTORY.createParser(text)) {
            if (parser.nextToken() == null) {
                throw new IOException("an empty document");
            }
            JsonTree tree = new JsonTree(read(parser));
            if (parser.nextToken() != null) {
                throw new IOException("text after the end of the document");
            }
            return tree;
        }
    }

    private static @Nullable Object read(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            Map<String, @Nullable Object> object = new LinkedHashMap<>();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                object.put(name, read(parser));
            }
            return object;
        }
        if (token == JsonToken.START_ARRAY) {
            List<@Nullable Object> list = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                list.add(read(parser));
            }
            return list;
        }
        if (token == JsonToken.VALUE_NUMBER_INT) {
            return parser.getValueAsLong();
        }
        if (token == JsonToken.VALUE_NUMBER_FLOAT) {
            return (long) parser.getValueAsDouble();
        }
        if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
            return token == JsonToken.VALUE_TRUE;
        }
        return token == JsonToken.VALUE_NULL ? null : parser.getText();
    }

    JsonTree get(String name) {
        return value instanceof Map<?, ?> object ? new JsonTree(object.get(name)) : new JsonTree(null);
    }

    List<JsonTree> list() {
        return value instanceof List<?> items
                ? items.stream().map(JsonTree::new).toList()
                : List.of();
    }

    boolean exists() {
        return value != null;
    }

    String text() {
        return value == null || value instanceof Map || value instanceof List ? "" : value.toString();
    }

    long number() {
        return value instanceof Long number ? number : 0;
    }

    boolean isTrue() {
        return Boolean.TRUE.equals(value);
    }
}
