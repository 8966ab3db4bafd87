package dev.muster.common.spec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import dev.muster.common.spec.PositionedJson.Arr;
import dev.muster.common.spec.PositionedJson.Bool;
import dev.muster.common.spec.PositionedJson.Member;
import dev.muster.common.spec.PositionedJson.Null;
import dev.muster.common.spec.PositionedJson.Num;
import dev.muster.common.spec.PositionedJson.Obj;
import dev.muster.common.spec.PositionedJson.Text;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * JSON with comments and trailing commas to a tree with positions. Jackson decides what is JSON; when it refuses, {@link
 * SyntaxDiagnosis} finds the words.
 */
final class JsonTreeReader {

    /** The format itself needs 6; settings may nest a little. */
    static final int DEPTH_MAX = 20;

    /** Names are not kept in Jackson's symbol table: a file with colliding names must not fill it. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
            .enable(JsonReadFeature.ALLOW_YAML_COMMENTS)
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
            .disable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(SpecFile.BYTES_MAX)
                    .maxNameLength(SpecFile.BYTES_MAX)
                    .maxNumberLength(SpecFile.BYTES_MAX)
                    .build())
            .build();

    private final SourceText source;
    private final JsonParser parser;

    private JsonTreeReader(SourceText source, JsonParser parser) {
        this.source = source;
        this.parser = parser;
    }

    /** The whole text as one value. */
    static PositionedJson read(SourceText source) throws Unreadable {
        char[] text = source.text().toCharArray();
        try (JsonParser parser = FACTORY.createParser(text)) {
            JsonTreeReader reader = new JsonTreeReader(source, parser);
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new Unreadable(ProblemCode.EMPTY_FILE, Span.START, "the file is empty", emptyHint());
            }
            PositionedJson root = reader.value(first, 1);
            if (parser.nextToken() != null) {
                throw SyntaxDiagnosis.of(source, reader.tokenOffset());
            }
            return root;
        } catch (StreamReadException refused) {
            throw SyntaxDiagnosis.of(source, offsetOf(refused));
        } catch (IOException impossible) {
            throw new IllegalStateException("reading from memory failed", impossible);
        }
    }

    static String emptyHint() {
        return "write for example { \"192.168.1.40\": { \"master\": true } }";
    }

    private static int offsetOf(StreamReadException refused) {
        return refused.getLocation() == null ? 0 : (int) refused.getLocation().getCharOffset();
    }

    private PositionedJson value(JsonToken token, int depth) throws IOException, Unreadable {
        int offset = tokenOffset();
        if (depth > DEPTH_MAX) {
            throw new Unreadable(
                    ProblemCode.TOO_DEEP,
                    Span.at(offset, 1),
                    "objects and lists are nested more than " + DEPTH_MAX + " deep",
                    "");
        }
        if (token == JsonToken.START_OBJECT) {
            return new Obj(offset, members(depth));
        }
        if (token == JsonToken.START_ARRAY) {
            return new Arr(offset, elements(depth));
        }
        String text = parser.getText();
        return switch (token) {
            case VALUE_STRING -> new Text(offset, source.literalLength(offset), text);
            case VALUE_TRUE, VALUE_FALSE -> new Bool(offset, text.length(), token == JsonToken.VALUE_TRUE);
            case VALUE_NULL -> new Null(offset);
            default -> new Num(offset, text.length(), text);
        };
    }

    private List<Member> members(int depth) throws IOException, Unreadable {
        List<Member> members = new ArrayList<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            int offset = tokenOffset();
            String name = parser.currentName();
            PositionedJson value = value(parser.nextToken(), depth + 1);
            members.add(new Member(name, offset, source.literalLength(offset), value));
        }
        return members;
    }

    private List<PositionedJson> elements(int depth) throws IOException, Unreadable {
        List<PositionedJson> elements = new ArrayList<>();
        JsonToken token = parser.nextToken();
        while (token != JsonToken.END_ARRAY) {
            elements.add(value(token, depth + 1));
            token = parser.nextToken();
        }
        return elements;
    }

    private int tokenOffset() {
        return (int) parser.currentTokenLocation().getCharOffset();
    }
}
