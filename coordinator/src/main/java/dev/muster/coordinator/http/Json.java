package dev.muster.coordinator.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.muster.common.spec.SpecFile;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** JSON as this interface speaks it: no nulls, times in RFC 3339 UTC, and strict limits on what is read. */
final class Json {

    private static final int DEPTH_MAX = 64;
    private static final int TEXT_MAX = 64 * 1024;
    private static final int NUMBER_MAX = 64;

    private static final ObjectMapper MAPPER = mapper(TEXT_MAX);
    private static final ObjectMapper LARGE = mapper(SpecFile.BYTES_MAX);

    private Json() {}

    private static ObjectMapper mapper(int textMax) {
        return JsonMapper.builder(JsonFactory.builder()
                        .streamReadConstraints(StreamReadConstraints.builder()
                                .maxNestingDepth(DEPTH_MAX)
                                .maxStringLength(textMax)
                                .maxNumberLength(NUMBER_MAX)
                                .build())
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .build())
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
                .build();
    }

    /** One line. */
    static String text(Object document) {
        try {
            return MAPPER.writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be written as JSON: " + document.getClass(), e);
        }
    }

    static byte[] bytes(Object document) {
        try {
            return MAPPER.writeValueAsBytes(document);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be written as JSON: " + document.getClass(), e);
        }
    }

    /** Reads one document; {@code MissingNode} for no text at all. */
    static JsonNode read(byte[] text) throws IOException {
        return MAPPER.readTree(text);
    }

    /** The same, with a text in it as long as a cluster.json may be. */
    static JsonNode readLarge(byte[] text) throws IOException {
        return LARGE.readTree(text);
    }

    /** RFC 3339, UTC, with milliseconds. */
    static String time(long wallMs) {
        Instant instant = Instant.ofEpochMilli(wallMs).truncatedTo(ChronoUnit.MILLIS);
        String text = instant.toString();
        return text.length() == "2026-11-20T19:23:01Z".length() ? text.replace("Z", ".000Z") : text;
    }
}
