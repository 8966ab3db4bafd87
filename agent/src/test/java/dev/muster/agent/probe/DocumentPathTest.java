package dev.muster.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.common.model.plan.Probe.Check;
import dev.muster.common.model.plan.Probe.Match;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DocumentPathTest {

    private static final String MASTER = """
            {"status": "ALIVE", "aliveworkers": 2, "url": null, "empty": [], "workers": [
              {"host": "127.0.0.2", "state": "ALIVE", "cores": 1},
              {"host": "127.0.0.2", "state": "DEAD", "cores": 1},
              {"host": "127.0.0.3", "state": "ALIVE", "cores": 2}]}
            """;
    private static final String ROWS = "[{\"peer\": \"127.0.0.2\"}, {\"peer\": \"127.0.0.3\"}, {\"peer\": null}]";

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Verdict judge(String document, String path, Match match, String value) {
        return Verdict.of(new Check(path, match, value), json(document));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/status                                     | EQUALS         | ALIVE       | status is ALIVE",
                "/status                                     | ONE_OF         | A,ALIVE     | status is ALIVE",
                "/status                                     | DIFFERS        | STANDBY     | status is ALIVE",
                "/status                                     | EXISTS         | true        | status is there",
                "/aliveworkers                               | EQUALS         | 2           | aliveworkers is 2",
                "/aliveworkers                               | AT_LEAST       | 2           | aliveworkers is 2",
                "/aliveworkers                               | AT_LEAST       | 1           | aliveworkers is 2",
                "/workers                                    | COUNT          | 3           | 3 of 3 workers",
                "/workers[state=ALIVE]                       | COUNT          | 2           | 2 of 2 workers with state=ALIVE",
                "/workers[host=127.0.0.2][state=ALIVE]/cores | EQUALS         | 1           | cores with host=127.0.0.2 and state=ALIVE is 1",
                "/workers/host                               | COUNT_AT_LEAST | 2           | 3 of at least 2 host",
                "/empty                                      | COUNT          | 0           | 0 of 0 empty",
            })
    void passes(String path, Match match, String value, String detail) {
        assertThat(judge(MASTER, path, match, value)).isEqualTo(new Verdict(true, detail));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/status               | EQUALS         | STANDBY | status is ALIVE, expected STANDBY",
                "/status               | DIFFERS        | ALIVE   | status is still ALIVE",
                "/status               | ONE_OF         | a,b     | status is ALIVE, expected one of a,b",
                "/nothing              | EXISTS         | true    | no nothing",
                "/url                  | EXISTS         | true    | no url",
                "/empty                | EXISTS         | true    | no empty",
                "/nothing/at/all       | EQUALS         | x       | no all, expected x",
                "/nothing              | DIFFERS        | x       | no nothing, expected another than x",
                "/workers[state=ALIVE] | COUNT          | 3       | 2 of 3 workers with state=ALIVE",
                "/aliveworkers         | AT_LEAST       | 3       | aliveworkers is 2, expected at least 3",
                "/status               | AT_LEAST       | 1       | status is ALIVE, expected at least 1",
                "/nothing              | AT_LEAST       | 1       | no nothing, expected at least 1",
                "/aliveworkers         | AT_LEAST       | x       | the component's definition wants at least 'x', which is no number",
                "/workers/state        | EQUALS         | ALIVE   | 3 values of state, expected ALIVE",
                "/workers              | COUNT_AT_LEAST | x       | the component's definition counts up to 'x', which is no number",
            })
    void fails(String path, Match match, String value, String detail) {
        assertThat(judge(MASTER, path, match, value)).isEqualTo(new Verdict(false, detail));
    }

    @Test
    void rowsAreCountedByTheirMembers() {
        assertThat(judge(ROWS, "/[peer]", Match.COUNT, "2").passed()).isTrue();
        assertThat(judge(ROWS, "/[peer=127.0.0.3]", Match.COUNT, "1").passed()).isTrue();
        assertThat(judge(ROWS, "", Match.COUNT, "3").passed()).isTrue();
        assertThat(judge("[{\"a\": \"x\"}]", "/a", Match.EQUALS, "x").passed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "/a[", "/a[]", "/a[=x]", "/a[b", "/a]b[c=d]e"})
    void whatIsNoPathIsSaidWithItsPlace(String path) {
        assertThatThrownBy(() -> DocumentPath.parse(path)).isInstanceOf(IllegalArgumentException.class);
        assertThat(judge(MASTER, path, Match.EXISTS, "").detail()).contains("bad path");
    }

    @Test
    void noPathAndNoDocumentMakesItThrowAnythingElse() {
        Random random = new Random(7);
        String alphabet = "/[]=ab.workers0";
        List<JsonNode> documents =
                List.of(json(MASTER), json(ROWS), json("3"), json("{}"), json("[[[]]]"), json("null"));
        for (int i = 0; i < 20_000; i++) {
            StringBuilder path = new StringBuilder();
            for (int n = random.nextInt(12); n > 0; n--) {
                path.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            Match match = Match.values()[random.nextInt(Match.values().length)];
            assertThat(Verdict.of(new Check(path.toString(), match, "1"), documents.get(i % documents.size()))
                            .detail())
                    .isNotEmpty();
        }
    }
}
