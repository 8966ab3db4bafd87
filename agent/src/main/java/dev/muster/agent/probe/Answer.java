package dev.muster.agent.probe;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** What came back from a target. */
sealed interface Answer {

    /** A longer answer counts as none. */
    int BYTES_MAX = 4 * 1024 * 1024;

    /**
     * An answer.
     *
     * @param document as JSON
     * @param detail one line about it, used when there is nothing to check
     */
    record Given(JsonNode document, String detail) implements Answer {}

    /** None, or one that counts as none. */
    record Missing(String detail) implements Answer {}

    /** An answer without content. */
    static Answer given(String detail) {
        return new Given(JsonNodeFactory.instance.objectNode(), detail);
    }

    /** Text as a document: what it says as JSON, or else {@code {"text": ...}}. */
    static Answer parsed(String text, String detail) {
        try {
            JsonNode document = Documents.MAPPER.readTree(text);
            if (document.isContainerNode()) {
                return new Given(document, detail);
            }
        } catch (JsonProcessingException e) {
            // Not JSON: many things answer in plain text.
        }
        return new Given(JsonNodeFactory.instance.objectNode().put("text", text.strip()), detail);
    }

    /** How foreign JSON is read. */
    final class Documents {
        private static final int DEPTH_MAX = 100;

        private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                        .streamReadConstraints(StreamReadConstraints.builder()
                                .maxNestingDepth(DEPTH_MAX)
                                .build())
                        .build())
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();

        private Documents() {}
    }
}
