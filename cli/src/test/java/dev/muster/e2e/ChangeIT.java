package dev.muster.e2e;

import static dev.muster.e2e.LoopbackCluster.changed;
import static dev.muster.e2e.LoopbackCluster.components;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A running cluster is changed by editing its file: planned, applied, rolled back; and only what the plan names is touched. */
class ChangeIT {

    private static final Duration LIMIT = Duration.ofMinutes(3);

    private static final String BEFORE = """
            {
              // five hosts
              "A.1": {"master": true},
              "A.2": {"compute": true, "backend": true},
              "A.3": {"compute": true, "backend": true, "index": true},
              "A.4": {"backend": true, "index": true},
              "A.5": {"index": true},
            }
            """;

    private static final String AFTER = BEFORE.replace("\"A.5\": {\"index\": true}", "\"A.6\": {\"compute\": true}")
            .replace("\"A.4\": {\"backend\": true", "\"A.4\": {\"backend\": {\"startDelay\": \"300ms\"}");

    private LoopbackCluster cluster;
    private String file;

    @BeforeEach
    void define() throws IOException {
        cluster = LoopbackCluster.ofMocks(LIMIT);
        file = cluster.folder().resolve("cluster.json").toString();
    }

    private void start(String text) throws IOException {
        cluster.define(text);
        for (int number = 5; number >= 1; number--) {
            cluster.start(number);
        }
    }

    @AfterEach
    void leaveNothing() throws IOException {
        cluster.close();
    }

    @Test
    void anEditedFileIsPlannedAppliedAndRolledBack() throws IOException {
        start(BEFORE);
        Map<String, Long> before = components(cluster.awaitState("STARTED"));
        String original = Files.readString(Path.of(file));
        assertThat(cluster.run(0, "plan", file)).contains("No changes.");
        assertThat(cluster.run(0, "export")).isEqualTo(original.strip());

        cluster.define(AFTER);
        String plan = cluster.run(10, "plan", file, "--detailed-exitcode");
        assertThat(plan)
                .contains("+ " + cluster.address(6), "- " + cluster.address(5), "~ " + cluster.address(4))
                .contains("restart: ", "Plan: 1 to add, 1 to stop, 1 to restart, 7 unchanged. Nothing was changed.")
                .contains("apply " + file + " --if-revision 1");
        assertThat(cluster.run(2, "apply", file)).contains("--yes");
        assertThat(cluster.run(6, "apply", file, "--yes", "--if-revision", "9"))
                .contains("at revision 1 now, not at 9");
        assertThat(withoutAge(cluster.run(10, "plan", file, "--detailed-exitcode")))
                .isEqualTo(withoutAge(plan));

        assertThat(cluster.run(0, "apply", file, "--confirm", "muster", "--no-wait", "-m", "a test"))
                .contains("evision 1 -> 2, change 1");
        assertThat(cluster.run(6, "apply", file, "--yes")).contains("change 1 of ", "a test");
        cluster.start(6);
        assertThat(cluster.run(0, "change", "--watch")).contains("change 1: DONE, 3 of 3 done");
        String restarted = cluster.address(4) + "/backend";
        Map<String, Long> after = components(cluster.awaitState("STARTED"));
        assertThat(changed(before, after))
                .containsExactlyInAnyOrder(restarted, cluster.address(5) + "/index", cluster.address(6) + "/compute");

        assertThat(cluster.run(0, "revisions")).contains("2 (in force)", "a test");
        assertThat(cluster.run(0, "diff", "1")).contains("+ host " + cluster.address(6));
        assertThat(cluster.run(0, "diff", "2", file)).contains("No differences");
        assertThat(cluster.run(0, "export", "--revision", "1")).isEqualTo(original.strip());

        assertThat(cluster.run(0, "rollback", "1", "--confirm", "muster", "--no-wait"))
                .contains("evision 2 -> 3");
        cluster.define(BEFORE);
        cluster.start(5);
        assertThat(cluster.run(0, "change", "--watch")).contains("change 2: DONE");
        assertThat(components(cluster.awaitState("STARTED")).keySet()).isEqualTo(before.keySet());
        assertThat(cluster.run(0, "plan", file)).contains("No changes.");
        whoDidNotKnowOfTheLastRevisionMergesIt();
        aLostCoordinatorIsRebuiltFromTheCopyOfAnyHost(original);
    }

    /** Somebody edits what was revision 2, and does not know that it was rolled back. */
    private void whoDidNotKnowOfTheLastRevisionMergesIt() throws IOException {
        cluster.define(
                AFTER.replace("\"A.3\": {\"compute\": true", "\"A.3\": {\"compute\": {\"startDelay\": \"100ms\"}"));
        assertThat(cluster.run(6, "apply", file, "--yes"))
                .contains("undoes all that has changed since revision 2", "merge " + file + " --base 2");
        assertThat(cluster.run(0, "merge", file)).contains("Taken from revision 3", "- " + cluster.address(6));
        assertThat(cluster.run(10, "plan", file + ".merged", "--detailed-exitcode"))
                .contains("~ " + cluster.address(3), "Plan: 0 to add, 0 to stop, 1 to restart");
        cluster.define(BEFORE);
    }

    /** The machine of the only coordinator is lost, and with it the store: what runs goes on, and the revisions go on. */
    private void aLostCoordinatorIsRebuiltFromTheCopyOfAnyHost(String original) throws IOException {
        Map<String, Long> before = components(cluster.status());
        String copy = cluster.folder().resolve("copy.json").toString();
        cluster.host(1).signal("KILL");
        cluster.host(1).awaitExit(LIMIT);
        OpenFolder.delete(Path.of(cluster.directory(1), "coordinator"));
        assertThat(cluster.run(0, "export"))
                .contains(
                        "no coordinator answers; this is the copy of the agent of ",
                        ": revision 3, ",
                        original.strip());
        assertThat(cluster.run(0, "export", "--dir", cluster.directory(3), "--revision", "2"))
                .contains("copy of the agent of " + cluster.address(3), cluster.address(6));
        assertThat(cluster.run(0, "revisions")).contains("3 (in force)", "a test");
        assertThat(cluster.run(0, "revisions", "-o", "json"))
                .contains("\"current\":3", "\"copyOf\":\"127.", "\"reason\":\"a test\"");
        cluster.run(0, "export", "--dir", cluster.directory(4), "--rebuild", "-o", copy);
        Files.delete(Path.of(file));

        cluster.start(1, "--rebuild", copy);
        assertThat(components(cluster.awaitState("STARTED"))).isEqualTo(before);
        assertThat(Files.readString(Path.of(file))).isEqualTo(original);
        assertThat(cluster.run(0, "revisions", "-o", "json"))
                .contains("\"current\":4", "a test")
                .containsPattern("rebuilt from revision 3 by .*, the copy of " + cluster.address(4));
        assertThat(cluster.run(0, "plan", file)).contains("No changes.");
        assertThat(cluster.run(0, "rollback", "2", "--confirm", "muster", "--yes", "--no-wait"))
                .contains("evision 4 -> 5");
    }

    @Test
    void aRestartGoesHalfByHalfPausesAndIsSeenInTheStatus() throws Exception {
        start(BEFORE);
        Map<String, Long> before = components(cluster.awaitState("STARTED"));
        assertThat(cluster.run(2, "restart")).contains("--all");
        assertThat(cluster.run(1, "restart", "backed")).contains("Did you mean");
        assertThat(cluster.run(0, "restart", "backend", "--strategy", "half")).contains("change 1: DONE, 3 of 3 done");
        Map<String, Long> after = components(cluster.awaitState("STARTED"));
        assertThat(changed(before, after)).containsExactlyInAnyOrder(ids("backend", 2, 3, 4));

        assertThat(order("/v1/cluster/lock", "{\"who\":\"eve\",\"role\":\"index\",\"forSeconds\":600}"))
                .isEqualTo(200);
        assertThat(cluster.run(6, "restart", "index")).contains("role index is locked by eve", "until 2");
        assertThat(cluster.run(6, "stop", "-h", cluster.address(5), "--yes")).contains("role index is locked by eve");
        assertThat(cluster.run(6, "unlock", "--role", "index")).contains("locked by eve");
        cluster.run(0, "unlock", "--role", "index", "--force", "-m", "she is away");
        cluster.run(0, "lock", "--role", "index", "-m", "mine");
        assertThat(cluster.run(0, "status")).contains("role index is locked by " + System.getProperty("user.name"));

        cluster.run(0, "restart", "index", "--no-wait", "-m", "to be paused");
        cluster.run(0, "change", "pause");
        assertThat(cluster.run(0, "status")).contains("change 2 PAUSED: restart index, ");
        assertThat(cluster.run(6, "restart", "index")).contains("change 2 of ", "to be paused");
        assertThat(cluster.run(5, "restart", "index", "--wait", "--timeout", "1s"))
                .contains("a change goes on", "nothing was changed: the turn has not come");
        cluster.run(0, "change", "resume");
        assertThat(cluster.run(0, "change", "--watch")).contains("change 2: DONE, 3 of 3 done");
        assertThat(changed(after, components(cluster.awaitState("STARTED"))))
                .containsExactlyInAnyOrder(ids("index", 3, 4, 5));
    }

    /**
     * The first host works with the other store, and has it filled, before any other one follows, however many the strategy takes; and the whole
     * cluster is out of its balancer meanwhile, after a failure too.
     */
    @Test
    void aRoleGoesOverToTheOtherStoreAndTheFirstHostHasItWarmedUp() throws IOException {
        Path ready = cluster.folder().resolve("ready");
        Path warmed = cluster.folder().resolve("warmed");
        Path users = cluster.folder().resolve("users");
        String text = """
                {"components": {"compute": {"pair": {
                   "uses": "primary",
                   "primary": {"startDelay": "100ms"},
                   "secondary": {"startDelay": "200ms"},
                   "warm": {"command": ["/bin/sh", "-c", "test -e %s && echo $$0 >> %s", "${host}"]}}}},
                 "balancer": {"cluster": {
                   "disable": {"command": ["/bin/sh", "-c", "echo off >> %s"]},
                   "enable": {"command": ["/bin/sh", "-c", "echo on >> %s"]}}},
                 "hosts": {
                   "A.1": {"master": true},
                   "A.[2-4]": {"compute": true},
                   "A.5": {"index": true}}}
                """.formatted(ready, warmed, users, users);
        start(text);
        Map<String, Long> before = components(cluster.awaitState("STARTED"));
        cluster.define(text.replace("\"uses\": \"primary\"", "\"uses\": \"secondary\""));
        assertThat(cluster.run(0, "plan", file, "--strategy", "all"))
                .contains("the whole cluster is out of its balancer from the first step to the last")
                .contains("compute goes over to its secondary: startDelay; warmed up by " + cluster.address(2))
                .contains("startDelay 100ms -> 200ms");

        assertThat(cluster.run(1, "upgrade", "--swap", "compute", "--yes", "--strategy", "all"))
                .contains(cluster.address(2) + "/compute failed: ");
        assertThat(changed(before, components(cluster.status()))).containsExactly(ids("compute", 2));
        assertThat(warmed).doesNotExist();
        assertThat(users).hasContent("off");

        Files.createFile(ready);
        cluster.run(0, "change", "retry");
        assertThat(cluster.run(0, "change", "--watch")).contains("change 1: DONE, 3 of 3 done");
        assertThat(changed(before, components(cluster.awaitState("STARTED"))))
                .containsExactlyInAnyOrder(ids("compute", 2, 3, 4));
        assertThat(warmed).hasContent(cluster.address(2));
        assertThat(users).hasContent("off\non");
        assertThat(cluster.run(0, "diff", "2", file)).contains("No differences");
    }

    @Test
    void theSuccessorOfAKilledLeaderGoesOnWhereItStood() throws IOException {
        start(BEFORE.replaceAll("(\"A.[23]\": .*true)}", "$1, \"standby\": true}"));
        Map<String, Long> before = components(cluster.awaitState("STARTED"));
        String leader = cluster.status().path("leader").asText();
        cluster.run(0, "restart", "backend", "index", "--no-wait");
        cluster.awaitStatus(
                "one step done", status -> status.path("change").path("done").asInt() > 0);
        cluster.host(leader).signal("KILL");
        cluster.host(leader).awaitExit(LIMIT);
        int number = Integer.parseInt(leader.substring(leader.lastIndexOf('.') + 1));
        cluster.start(number);
        JsonNode done = cluster.awaitStatus(
                "done", status -> status.path("change").path("status").asText().equals("DONE"));
        assertThat(done.path("leader").asText()).isNotEqualTo(leader);
        assertThat(done.path("change").path("done").asInt()).isEqualTo(6);
        Set<String> expected = new TreeSet<>(List.of(ids("backend", 2, 3, 4)));
        expected.addAll(List.of(ids("index", 3, 4, 5)));
        assertThat(changed(before, components(cluster.awaitState("STARTED"))))
                .containsExactlyInAnyOrderElementsOf(expected);
        JsonNode change = new ObjectMapper().readTree(cluster.run(0, "change", "-o", "json"));
        assertThat(change.path("schema").asText()).isEqualTo("muster/change/1");
    }

    /** The status that the leading coordinator answers an order with. */
    private int order(String path, String body) throws Exception {
        URI url = URI.create("http://" + cluster.address(1) + ":7480" + path);
        HttpRequest request = HttpRequest.newBuilder(url)
                .header("Muster-Client", "test")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    private static String withoutAge(String plan) {
        return plan.replaceFirst("revision 1, .* ago", "revision 1");
    }

    private String[] ids(String role, int... numbers) {
        String[] ids = new String[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            ids[i] = cluster.address(numbers[i]) + "/" + role;
        }
        return ids;
    }
}
