package dev.muster.common.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.common.model.Epoch;
import dev.muster.common.model.Failure;
import dev.muster.common.model.Goal;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Observation;
import dev.muster.common.model.message.Message.Shutdown;
import dev.muster.common.model.plan.LaunchPlan;
import dev.muster.common.model.plan.Probe;
import dev.muster.common.model.spec.RoleRules;
import dev.muster.common.model.view.ClusterEvent;
import dev.muster.common.model.view.ClusterView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ModelJsonTest {

    private static final int SEEDS = 100;

    private final ObjectMapper json = ModelJson.json();

    @ParameterizedTest
    @ValueSource(
            classes = {LaunchPlan.class, Observation.class, RoleRules.class, ClusterView.class, ClusterEvent.class})
    void everySharedTypeComesBackAsItWas(Class<?> type) throws JacksonException {
        for (long seed = 0; seed < SEEDS; seed++) {
            Object value = new RandomModel(seed).next(type);
            assertThat(json.readValue(json.writeValueAsString(value), type))
                    .as("seed %d", seed)
                    .isEqualTo(value);
        }
    }

    @Test
    void idsAreScalarsAndNothingComputedIsWritten() throws JacksonException {
        assertThat(json.writeValueAsString(Samples.observation()))
                .isEqualTo("{\"role\":\"backend\",\"state\":\"READY\",\"launch\":\"1763680000000-3\",\"plan\":\"00ff\","
                        + "\"pid\":815,\"evidence\":[{\"probe\":\"cql\",\"level\":\"OWN\",\"passed\":true,"
                        + "\"detail\":\"1 row\",\"facts\":{\"v\":\"5\"},\"ageMs\":40}],\"failure\":{\"code\":"
                        + "\"PORT_IN_USE\",\"message\":\"port 9042 is in use\",\"hint\":\"stop pid 77\","
                        + "\"detail\":[\"bind failed\"]},\"restarts\":1,\"gaveUp\":false,\"progress\":\"\"}");
    }

    @Test
    void sealedTypesNameTheirKindAndNullsAreLeftOut() throws JacksonException {
        assertThat(json.writerFor(Probe.Target.class).writeValueAsString(new Probe.Target.Tcp("h", 1)))
                .isEqualTo("{\"type\":\"tcp\",\"host\":\"h\",\"port\":1}");
        assertThat(json.writeValueAsString(ClusterEvent.cluster(ClusterEvent.Type.LEADING, "m")))
                .isEqualTo("{\"type\":\"LEADING\",\"step\":\"\",\"message\":\"m\"}");
    }

    @Test
    void aGoalOfAnOlderVersionIgnoresNothing() throws JacksonException {
        Goal read = json.readValue("{\"role\":\"backend\",\"state\":\"RUNNING\",\"generation\":1}", Goal.class);
        assertThat(read.ignoredChecks()).isEmpty();
        assertThat(json.readValue(json.writeValueAsString(Samples.goal()), Goal.class)
                        .ignoredChecks())
                .containsExactly("disk");
    }

    @Test
    void membersOfALaterVersionAreSkipped() throws JacksonException {
        assertThat(json.readValue("{\"epoch\":4,\"new\":[{\"a\":{}}],\"reason\":\"r\"}", Shutdown.class))
                .isEqualTo(new Shutdown(new Epoch(4), "r"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"epoch\":4}",
                "{\"epoch\":4,\"reason\":null}",
                "{\"epoch\":null,\"reason\":\"\"}",
                "{\"epoch\":\"4\",\"reason\":\"\"}",
                "{\"epoch\":-4,\"reason\":\"\"}",
                "{\"epoch\":4.5,\"reason\":\"\"}",
                "{\"epoch\":99999999999999999999,\"reason\":\"\"}",
                "{\"epoch\":4,\"reason\":5}",
                "{\"epoch\":4,\"reason\":\"\"} x"
            })
    void whatIsNotAMessageIsRefused(String text) {
        assertThatThrownBy(() -> json.readValue(text, Shutdown.class)).isInstanceOf(JacksonException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[\"a\",null]", "null"})
    void listsHaveNoHoles(String list) {
        String text = "{\"code\":\"C\",\"message\":\"\",\"hint\":\"\",\"detail\":" + list + "}";
        assertThatThrownBy(() -> json.readValue(text, Failure.class)).isInstanceOf(JacksonException.class);
    }

    @Test
    void hostNamesAreChecked() throws JacksonException {
        assertThat(json.readValue("\"Node01.\"", HostName.class)).isEqualTo(HostName.of("node01"));
        assertThatThrownBy(() -> json.readValue("\"a b\"", HostName.class)).isInstanceOf(JacksonException.class);
    }

    @Test
    void depthIsBounded() {
        String text = "{\"epoch\":1,\"reason\":\"\",\"x\":" + "[".repeat(5000) + "]".repeat(5000) + "}";
        assertThatThrownBy(() -> json.readValue(text, Shutdown.class)).isInstanceOf(JacksonException.class);
    }
}
