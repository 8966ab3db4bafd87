package dev.muster.common.spec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import dev.muster.common.model.Role;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.spec.ComponentSpec;
import dev.muster.common.model.spec.HostSpec;
import dev.muster.common.model.spec.Pair;
import dev.muster.common.model.spec.Requirement;
import dev.muster.common.model.spec.Setting;
import dev.muster.common.model.spec.Settings;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a definition in the full form, merged: reading the text gives the same definition, but for the places of its settings. */
public final class SpecWriter {

    private static final JsonFactory FACTORY =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private final JsonGenerator out;

    private SpecWriter(JsonGenerator out) {
        this.out = out;
    }

    /** JSON in ASCII, ending with a line end. */
    public static String write(ClusterSpec spec) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(text)) {
            generator.setPrettyPrinter(new DefaultPrettyPrinter());
            new SpecWriter(generator).cluster(spec);
        } catch (IOException impossible) {
            throw new IllegalStateException("writing to memory failed", impossible);
        }
        return text.append('\n').toString();
    }

    private void cluster(ClusterSpec spec) throws IOException {
        out.writeStartObject();
        out.writeObjectFieldStart("cluster");
        out.writeStringField("name", spec.name().value());
        settings(spec.settings());
        out.writeEndObject();
        out.writeObjectFieldStart("components");
        for (ComponentSpec component : spec.components().values()) {
            out.writeObjectFieldStart(component.role().value());
            text("kind", component.kind());
            text("version", component.version());
            settings(component.settings());
            if (component.pair() != null) {
                pair(component.pair());
            }
            out.writeEndObject();
        }
        out.writeEndObject();
        require(spec);
        texts("vars", spec.vars());
        new BalancerWriter(out).write(spec.balancer());
        out.writeObjectFieldStart("hosts");
        for (HostSpec host : spec.hosts().values()) {
            host(host);
        }
        out.writeEndObject();
        out.writeEndObject();
    }

    private void pair(Pair pair) throws IOException {
        out.writeObjectFieldStart("pair");
        out.writeStringField("uses", pair.uses().word());
        out.writeObjectFieldStart("primary");
        settings(pair.primary());
        out.writeEndObject();
        out.writeObjectFieldStart("secondary");
        settings(pair.secondary());
        out.writeEndObject();
        if (pair.warm() != null) {
            new BalancerWriter(out).hook("warm", pair.warm());
        }
        out.writeEndObject();
    }

    private void require(ClusterSpec spec) throws IOException {
        if (spec.require().isEmpty()) {
            return;
        }
        out.writeObjectFieldStart("require");
        for (Map.Entry<Role, Requirement> needed : spec.require().entrySet()) {
            if (needed.getValue().of() == 0) {
                out.writeNumberField(needed.getKey().value(), needed.getValue().amount());
            } else {
                out.writeStringField(needed.getKey().value(), needed.getValue().toString());
            }
        }
        out.writeEndObject();
    }

    private void host(HostSpec host) throws IOException {
        out.writeObjectFieldStart(host.name().value());
        for (Map.Entry<Role, Settings> role : host.roles().entrySet()) {
            if (role.getValue().values().isEmpty()) {
                out.writeBooleanField(role.getKey().value(), true);
            } else {
                out.writeObjectFieldStart(role.getKey().value());
                settings(role.getValue());
                out.writeEndObject();
            }
        }
        text("address", host.address());
        if (host.standby()) {
            out.writeBooleanField("standby", true);
        }
        texts("labels", host.labels());
        texts("vars", host.vars());
        out.writeEndObject();
    }

    private void texts(String name, Map<String, String> texts) throws IOException {
        if (texts.isEmpty()) {
            return;
        }
        out.writeObjectFieldStart(name);
        for (Map.Entry<String, String> text : texts.entrySet()) {
            out.writeStringField(text.getKey(), text.getValue());
        }
        out.writeEndObject();
    }

    /** Always inside "settings": there every name means a setting, and "name" or "kind" nothing else. */
    private void settings(Settings settings) throws IOException {
        if (settings.values().isEmpty()) {
            return;
        }
        out.writeObjectFieldStart("settings");
        for (Map.Entry<String, Setting> setting : settings.values().entrySet()) {
            out.writeStringField(setting.getKey(), setting.getValue().value());
        }
        out.writeEndObject();
    }

    private void text(String name, @Nullable String value) throws IOException {
        if (value != null) {
            out.writeStringField(name, value);
        }
    }
}
