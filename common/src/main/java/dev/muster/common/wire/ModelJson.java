package dev.muster.common.wire;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.MapperBuilder;
import com.fasterxml.jackson.databind.cfg.MutableCoercionConfig;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;

/**
 * How the shared words are written as JSON (journal, store, HTTP) and as CBOR (wire). Ids are plain scalars, sealed types
 * name their kind in {@code type}, nulls are left out, members that a reader does not know are skipped.
 *
 * <p>Reading is strict, because what is read is hostile: a reference that is not marked nullable must be there, text is not
 * taken for a number, depth and lengths are bounded. Everything unreadable is one of Jackson's exceptions.
 */
public final class ModelJson {

    /** Longest document that is read, in bytes. */
    public static final int DOCUMENT_BYTES_MAX = 16 * 1024 * 1024;

    private static final int DEPTH_MAX = 64;
    private static final int NAME_LENGTH_MAX = 1024;
    private static final int NUMBER_LENGTH_MAX = 32;

    private ModelJson() {}

    /** A new mapper for JSON. Make one and keep it: it is thread-safe and costly to make. */
    public static ObjectMapper json() {
        JsonFactory factory =
                JsonFactory.builder().streamReadConstraints(constraints()).build();
        return configure(JsonMapper.builder(factory)).build();
    }

    /** A new mapper for CBOR. Make one and keep it: it is thread-safe and costly to make. */
    public static ObjectMapper cbor() {
        CBORFactory factory = CBORFactory.builder()
                .streamReadConstraints(constraints())
                // Half a surrogate pair in a component's output becomes a replacement character, not an exception.
                .enable(CBORGenerator.Feature.LENIENT_UTF_ENCODING)
                .build();
        return configure(CBORMapper.builder(factory)).build();
    }

    private static void onlyText(MutableCoercionConfig text) {
        text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
    }

    private static StreamReadConstraints constraints() {
        return StreamReadConstraints.builder()
                .maxNestingDepth(DEPTH_MAX)
                .maxNameLength(NAME_LENGTH_MAX)
                .maxNumberLength(NUMBER_LENGTH_MAX)
                .maxStringLength(DOCUMENT_BYTES_MAX)
                .maxDocumentLength(DOCUMENT_BYTES_MAX)
                .build();
    }

    private static <M extends ObjectMapper, B extends MapperBuilder<M, B>> B configure(B builder) {
        return builder.addModule(new ModelModule())
                .annotationIntrospector(new NullnessIntrospector())
                .serializationInclusion(JsonInclude.Include.NON_NULL)
                // Questions such as isJoined() are answers computed from a record, not parts of it.
                .visibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
                .defaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL))
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .withCoercionConfig(LogicalType.Textual, ModelJson::onlyText);
    }
}
