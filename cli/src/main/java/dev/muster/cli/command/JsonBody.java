package dev.muster.cli.command;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.change.LockScope;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Collection;

/** The body of an order. */
final class JsonBody {

    private JsonBody() {}

    /** Writes the fields of an object. */
    interface Fields {
        void write(JsonGenerator to) throws IOException;
    }

    static String of(Fields fields) {
        StringWriter text = new StringWriter();
        try (JsonGenerator to = new JsonFactory().createGenerator(text)) {
            to.writeStartObject();
            fields.write(to);
            to.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory", e);
        }
        return text.toString();
    }

    /** A list of texts, when there are any. */
    static Fields texts(String name, Collection<String> texts) {
        return to -> {
            if (!texts.isEmpty()) {
                to.writeArrayFieldStart(name);
                for (String text : texts) {
                    to.writeString(text);
                }
                to.writeEndArray();
            }
        };
    }

    /** What is locked. */
    static Fields scope(LockScope scope) {
        return to -> {
            HostName host = scope.host();
            Role role = scope.role();
            if (host != null) {
                to.writeStringField("host", host.value());
            }
            if (role != null) {
                to.writeStringField("role", role.value());
            }
        };
    }

    /** The reason, when there is one. */
    static Fields reason(String reason) {
        return to -> {
            if (!reason.isEmpty()) {
                to.writeStringField("reason", reason);
            }
        };
    }
}
