package dev.muster.cli.command;

import dev.muster.common.model.AgentStatus;
import dev.muster.common.model.ClusterId;
import dev.muster.common.model.ClusterName;
import dev.muster.common.model.ClusterPhase;
import dev.muster.common.model.ComponentState;
import dev.muster.common.model.Epoch;
import dev.muster.common.model.Evidence;
import dev.muster.common.model.Failure;
import dev.muster.common.model.Generation;
import dev.muster.common.model.GoalState;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Observation;
import dev.muster.common.model.ProbeLevel;
import dev.muster.common.model.Role;
import dev.muster.common.model.spec.RoleRules.Endpoint;
import dev.muster.common.model.view.ClusterView;
import dev.muster.common.model.view.ClusterView.ComponentView;
import dev.muster.common.model.view.ClusterView.HostView;
import dev.muster.common.model.view.ClusterView.Problem;
import dev.muster.common.model.view.Missing;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The coordinator's picture of the cluster, schema {@code muster/status/1}, read back into the snapshot it was made from. Its
 * times are the coordinator's; ages are counted from the moment that the coordinator answered, by its own clock.
 */
final class StatusJson {

    private static final String SCHEMA = "muster/status/1";

    private final long answeredMs;

    private StatusJson(long answeredMs) {
        this.answeredMs = answeredMs;
    }

    /** Reads an answer; refuses what is not one of a coordinator that this program understands. */
    static ClusterView read(CoordinatorClient.Answer answer) throws CommandFailure {
        try {
            JsonTree json = JsonTree.parse(answer.text());
            if (json.get("schema").text().equals(SCHEMA)) {
                return new StatusJson(answer.atMs()).view(json);
            }
        } catch (IOException | IllegalArgumentException e) {
            // Told below: what answers there speaks another language.
        }
        throw answer.foreign();
    }

    private ClusterView view(JsonTree json) {
        return new ClusterView(
                new ClusterName(json.get("cluster").text()),
                new ClusterId(json.get("id").text()),
                ClusterPhase.valueOf(json.get("state").text()),
                age(json.get("since")),
                new Generation(json.get("revision").number()),
                new Epoch(json.get("epoch").number()),
                HostName.of(json.get("leader").text()),
                json.get("hosts").list().stream().map(this::host).toList(),
                json.get("problems").list().stream().map(this::problem).toList(),
                json.get("links").list().stream().map(StatusJson::endpoint).toList(),
                json.get("change").exists() ? ChangeJson.read(json.get("change"), answeredMs) : null);
    }

    private HostView host(JsonTree json) {
        return new HostView(
                HostName.of(json.get("name").text()),
                AgentStatus.valueOf(json.get("state").text()),
                age(json.get("since")),
                json.get("address").text(),
                json.get("agentPid").number(),
                json.get("roles").list().stream().map(this::component).toList(),
                json.get("missing").exists() ? missing(json.get("missing")) : null);
    }

    private Missing missing(JsonTree json) {
        return new Missing(
                failure(json, "code"),
                json.get("summary").text(),
                json.get("command").text(),
                age(json.get("since")));
    }

    private ComponentView component(JsonTree json) {
        Role role = new Role(json.get("role").text());
        Observation seen = new Observation(
                role,
                ComponentState.valueOf(json.get("state").text()),
                null,
                null,
                json.get("pid").number(),
                json.get("evidence").list().stream().map(this::evidence).toList(),
                json.get("failure").exists() ? failure(json.get("failure"), "code") : null,
                (int) json.get("restarts").number(),
                json.get("gaveUp").isTrue(),
                json.get("progress").text());
        return new ComponentView(
                role,
                json.get("kind").text(),
                json.get("version").text(),
                goal(json.get("goal").text()),
                seen,
                age(json.get("since")),
                age(json.get("heardAt")),
                json.get("waitsFor").text());
    }

    private static @Nullable GoalState goal(String text) {
        return text.isEmpty() ? null : GoalState.valueOf(text);
    }

    private Evidence evidence(JsonTree json) {
        return new Evidence(
                json.get("probe").text(),
                ProbeLevel.valueOf(json.get("level").text()),
                json.get("passed").isTrue(),
                false,
                json.get("detail").text(),
                new TreeMap<>(),
                age(json.get("at")));
    }

    private Problem problem(JsonTree json) {
        String host = json.get("host").text();
        String role = json.get("role").text();
        return new Problem(
                host.isEmpty() ? null : HostName.of(host),
                role.isEmpty() ? null : new Role(role),
                failure(json, "id"),
                age(json.get("since")));
    }

    static Failure failure(JsonTree json, String code) {
        List<String> detail =
                json.get("detail").list().stream().map(JsonTree::text).toList();
        return new Failure(
                json.get(code).text(),
                json.get("message").text(),
                json.get("hint").text(),
                detail);
    }

    private static Endpoint endpoint(JsonTree json) {
        return new Endpoint(
                json.get("name").text(),
                json.get("value").text(),
                json.get("variable").text());
    }

    private long age(JsonTree time) {
        try {
            return Math.max(0, answeredMs - Instant.parse(time.text()).toEpochMilli());
        } catch (DateTimeParseException e) {
            return 0;
        }
    }
}
