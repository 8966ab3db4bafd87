package dev.muster.agent.journal;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.common.model.message.DefinitionCopy;
import dev.muster.common.wire.ModelJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * A host's copy of its cluster's definition as a file that is carried to another machine, to rebuild a coordinator there.
 *
 * @param schema {@value #SCHEMA}
 */
public record CopyDocument(String schema, DefinitionCopy copy) {

    private static final String SCHEMA = "muster/definition-copy/1";

    private static final ObjectMapper JSON = ModelJson.json();

    /** Of a copy. */
    public static CopyDocument of(DefinitionCopy copy) {
        return new CopyDocument(SCHEMA, copy);
    }

    /** One line of JSON, and its end. */
    public byte[] bytes() throws IOException {
        return (JSON.writeValueAsString(this) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * What {@link #bytes} has made.
     *
     * @throws IOException when it is something else
     */
    public static DefinitionCopy parse(byte[] bytes) throws IOException {
        CopyDocument document = JSON.readValue(bytes, CopyDocument.class);
        if (document == null || !document.schema.equals(SCHEMA)) {
            throw new IOException("it is not of schema " + SCHEMA);
        }
        return document.copy;
    }
}
