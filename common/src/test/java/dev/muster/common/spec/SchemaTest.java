package dev.muster.common.spec;

import static dev.muster.common.spec.SpecFixtures.CORPUS;
import static dev.muster.common.spec.SpecFixtures.EXAMPLES;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The shipped JSON Schema and the checker agree on every file of the corpora, as far as a schema can see. */
final class SchemaTest {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
            .enable(JsonReadFeature.ALLOW_YAML_COMMENTS)
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
            .build();

    /** Shape, and nothing that needs two places of the file, a count of names or the known roles. */
    private static final Set<ProblemCode> SEEN_BY_A_SCHEMA = EnumSet.of(
            ProblemCode.NOT_AN_OBJECT,
            ProblemCode.HOST_NOT_AN_OBJECT,
            ProblemCode.NO_HOSTS,
            ProblemCode.ROLE_VALUE,
            ProblemCode.BAD_ROLE_NAME,
            ProblemCode.ROLE_WITHOUT_KIND,
            ProblemCode.UNKNOWN_KEY,
            ProblemCode.WRONG_TYPE,
            ProblemCode.BAD_SETTING,
            ProblemCode.BAD_CLUSTER_NAME,
            ProblemCode.BAD_SETTING_NAME,
            ProblemCode.HOSTS_MISSING,
            ProblemCode.REQUIRE_VALUE,
            ProblemCode.BALANCER_INCOMPLETE,
            ProblemCode.BALANCER_VALUE);

    private static final Set<ProblemCode> NO_JSON = EnumSet.of(
            ProblemCode.EMPTY_FILE,
            ProblemCode.NOT_UTF8,
            ProblemCode.SYNTAX,
            ProblemCode.ENDS_EARLY,
            ProblemCode.TEXT_AFTER_END,
            ProblemCode.TOO_DEEP,
            ProblemCode.BYTE_ORDER_MARK);

    /** Of a repeated key a schema sees the last value only, so a wrong one may be hidden from it. */
    private static final Set<ProblemCode> HIDING =
            EnumSet.of(ProblemCode.HOST_TWICE, ProblemCode.ROLE_TWICE, ProblemCode.KEY_TWICE);

    /** Of these a schema sees some: the empty name of a host, and one group used twice in a list. */
    private static final Set<ProblemCode> SEEN_IN_PART = EnumSet.of(ProblemCode.NOT_A_HOST, ProblemCode.KEY_TWICE);

    static List<Path> corpus() throws IOException {
        return Stream.of(EXAMPLES, CORPUS.resolve("good"), CORPUS.resolve("bad"))
                .flatMap(folder -> {
                    try {
                        return SpecFixtures.jsonFiles(folder).stream();
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                })
                .toList();
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void agreesWithTheChecker(Path file) throws IOException {
        List<ProblemCode> codes =
                SpecFixtures.parse(file).problems().stream().map(Problem::code).toList();
        if (codes.stream().anyMatch(NO_JSON::contains)) {
            return;
        }
        JsonNode document = MAPPER.readTree(Files.readString(file));

        List<Error> errors = schema().validate(document);

        boolean refused = codes.stream().anyMatch(SEEN_BY_A_SCHEMA::contains);
        if (errors.isEmpty() && codes.stream().anyMatch(HIDING::contains)) {
            return;
        }
        if (!errors.isEmpty() && codes.stream().anyMatch(SEEN_IN_PART::contains)) {
            return;
        }
        assertThat(!errors.isEmpty()).as("%s: %s", codes, errors).isEqualTo(refused);
    }

    private static Schema schema() throws IOException {
        String text = Files.readString(EXAMPLES.resolve("cluster.schema.json"));
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(MAPPER.readTree(text));
    }
}
