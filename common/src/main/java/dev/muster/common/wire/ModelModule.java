package dev.muster.common.wire;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import dev.muster.common.model.ClusterId;
import dev.muster.common.model.ClusterName;
import dev.muster.common.model.ComponentId;
import dev.muster.common.model.Epoch;
import dev.muster.common.model.Generation;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Incarnation;
import dev.muster.common.model.LaunchId;
import dev.muster.common.model.PlanHash;
import dev.muster.common.model.Role;
import dev.muster.common.model.SessionId;
import dev.muster.common.model.SpecHash;
import dev.muster.common.model.plan.Install;
import dev.muster.common.model.plan.Leave;
import dev.muster.common.model.plan.Probe;
import dev.muster.common.model.trust.KeyPrint;
import dev.muster.common.model.trust.Secret;
import java.io.IOException;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;

/** Ids as scalars and the names of the sealed types, kept here so that the model knows nothing of Jackson. */
final class ModelModule extends SimpleModule {

    private static final long serialVersionUID = 1;

    ModelModule() {
        super("muster-model");
        text(ClusterId.class, ClusterId::value, ClusterId::new);
        text(ClusterName.class, ClusterName::value, ClusterName::new);
        text(HostName.class, HostName::value, HostName::of);
        text(PlanHash.class, PlanHash::value, PlanHash::new);
        text(Role.class, Role::value, Role::new);
        text(SpecHash.class, SpecHash::value, SpecHash::new);
        text(KeyPrint.class, KeyPrint::value, KeyPrint::new);
        text(Secret.class, Secret::reveal, Secret::new);
        text(LaunchId.class, LaunchId::toString, LaunchId::parse);
        text(ComponentId.class, ComponentId::toString, ModelModule::componentId);
        number(Epoch.class, Epoch::value, Epoch::new);
        number(Generation.class, Generation::value, Generation::new);
        number(Incarnation.class, Incarnation::value, Incarnation::new);
        number(SessionId.class, SessionId::value, SessionId::new);
        setMixInAnnotation(Install.class, InstallKinds.class);
        setMixInAnnotation(Probe.Target.class, TargetKinds.class);
        setMixInAnnotation(Leave.Action.class, ActionKinds.class);
    }

    private static ComponentId componentId(String text) {
        int slash = text.lastIndexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("not a component: " + text);
        }
        return new ComponentId(HostName.of(text.substring(0, slash)), new Role(text.substring(slash + 1)));
    }

    private <T> void text(Class<T> type, Function<T, String> write, Function<String, T> read) {
        addSerializer(type, new StdScalarSerializer<T>(type) {
            private static final long serialVersionUID = 1;

            @Override
            public void serialize(T value, JsonGenerator out, SerializerProvider provider) throws IOException {
                out.writeString(write.apply(value));
            }
        });
        addKeySerializer(type, new StdScalarSerializer<T>(type) {
            private static final long serialVersionUID = 1;

            @Override
            public void serialize(T value, JsonGenerator out, SerializerProvider provider) throws IOException {
                out.writeFieldName(write.apply(value));
            }
        });
        addDeserializer(type, new StdScalarDeserializer<T>(type) {
            private static final long serialVersionUID = 1;

            @Override
            public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
                if (!in.hasToken(JsonToken.VALUE_STRING)) {
                    return type.cast(context.handleUnexpectedToken(type, in));
                }
                return checked(type, read, in.getText(), context);
            }
        });
        addKeyDeserializer(type, new KeyDeserializer() {
            @Override
            public Object deserializeKey(String key, DeserializationContext context) throws IOException {
                return checked(type, read, key, context);
            }
        });
    }

    private <T> void number(Class<T> type, ToLongFunction<T> write, LongFunction<T> read) {
        addSerializer(type, new StdScalarSerializer<T>(type) {
            private static final long serialVersionUID = 1;

            @Override
            public void serialize(T value, JsonGenerator out, SerializerProvider provider) throws IOException {
                out.writeNumber(write.applyAsLong(value));
            }
        });
        addDeserializer(type, new StdScalarDeserializer<T>(type) {
            private static final long serialVersionUID = 1;

            @Override
            public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
                if (!in.hasToken(JsonToken.VALUE_NUMBER_INT)) {
                    return type.cast(context.handleUnexpectedToken(type, in));
                }
                return checked(type, read::apply, in.getLongValue(), context);
            }
        });
    }

    private static <V, T> T checked(Class<T> type, Function<V, T> read, V value, DeserializationContext context)
            throws IOException {
        try {
            return read.apply(value);
        } catch (IllegalArgumentException e) {
            throw context.instantiationException(type, e);
        }
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Install.ExistingHome.class, name = "existing"),
        @JsonSubTypes.Type(value = Install.Assembled.class, name = "assembled")
    })
    private interface InstallKinds {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Probe.Target.Tcp.class, name = "tcp"),
        @JsonSubTypes.Type(value = Probe.Target.Http.class, name = "http"),
        @JsonSubTypes.Type(value = Probe.Target.Cql.class, name = "cql"),
        @JsonSubTypes.Type(value = Probe.Target.Mbean.class, name = "mbean"),
        @JsonSubTypes.Type(value = Probe.Target.Log.class, name = "log"),
        @JsonSubTypes.Type(value = Probe.Target.Exec.class, name = "exec")
    })
    private interface TargetKinds {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Leave.Action.Http.class, name = "http"),
        @JsonSubTypes.Type(value = Leave.Action.Exec.class, name = "exec"),
        @JsonSubTypes.Type(value = Leave.Action.Mbean.class, name = "mbean"),
        @JsonSubTypes.Type(value = Leave.Action.Signal.class, name = "signal")
    })
    private interface ActionKinds {}
}
