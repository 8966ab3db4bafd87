package dev.muster.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The twelve most usual troubles of docs/operations.md, each as a new operator meets it: it is named, and the command that is
 * printed ends it. A test's name is the title of its section.
 */
class TroublesIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int PORT = 9377;
    private static final String DEFINITION = """
            {
              "cluster": {"name": "demo"},
              "components": {"master": {"kind": "mock"}, "compute": {"kind": "%s"}},
              "hosts": {"A.1": {"master": true}, "A.2": {"compute": true}}
            }
            """;

    private LoopbackCluster cluster;

    @BeforeEach
    void define() throws IOException {
        cluster = LoopbackCluster.ofRealSoftware();
        cluster.define(DEFINITION.formatted("mock"));
    }

    @AfterEach
    void leaveNothing() throws IOException {
        cluster.close();
    }

    @Test
    void everyTroubleOfTheDocumentIsTried() throws IOException {
        String document = Files.readString(MusterProcess.root().resolve("docs/operations.md"));
        String section = document.substring(document.indexOf("## The twelve most usual troubles"));
        section = section.substring(0, section.indexOf("\n## "));
        assertThat(Pattern.compile("^### (.*)$", Pattern.MULTILINE)
                        .matcher(section)
                        .results()
                        .map(found -> found.group(1)))
                .hasSize(12)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(TroublesIT.class.getDeclaredMethods())
                        .flatMap(method -> Optional.ofNullable(method.getAnnotation(DisplayName.class)).stream())
                        .map(DisplayName::value)
                        .toList());
    }

    @Test
    @DisplayName("A wrong name after -h")
    void wrongName() throws IOException {
        cluster.start(1);
        MusterProcess wrong = cluster.shell(2, "muster start -h " + cluster.address(2) + "2 --cluster " + file());
        assertThat(wrong.awaitExit(LIMIT)).isEqualTo(3);
        assertThat(wrong.output()).contains("\"" + cluster.address(2) + "2\" is not a host of " + file());
        cluster.shell(2, printed(wrong.output(), "Did you mean: (.*)"));
        cluster.awaitState("STARTED");
    }

    @Test
    @DisplayName("A host is missing")
    void hostIsMissing() throws IOException {
        cluster.start(1);
        cluster.awaitStatus("explained", status -> status.toString().contains("HOST_NOT_STARTED"));
        assertThat(cluster.run(0, "why", cluster.address(2))).contains("muster is not running there");
        cluster.shell(2, printed(cluster.run(0, "hosts", "--missing", "--commands"), "^([^#].*start .*)$"));
        cluster.awaitState("STARTED");
    }

    @Test
    @DisplayName("The agent is started before the coordinator")
    void agentFirst() throws IOException {
        MusterProcess agent = cluster.start(2);
        agent.await("connection refused", LIMIT);
        String command = agent.await("([^ ]*muster start -h " + cluster.address(1) + " .*cluster[.]json)", LIMIT)
                .group(1);
        cluster.shell(1, command);
        cluster.awaitState("STARTED");
    }

    @Test
    @DisplayName("A port is taken")
    void portIsTaken() throws IOException {
        cluster.define(DEFINITION.formatted("needy"));
        needy();
        Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        PortHolder.class.getName(),
                        cluster.address(2),
                        Integer.toString(PORT))
                .inheritIO()
                .start();
        try {
            PortHolder.await(cluster.address(2), PORT);
            MusterProcess master = cluster.start(1);
            cluster.start(2);
            master.await(
                    cluster.address(2) + ":" + PORT + " [(]http[)] is in use by process " + holder.pid() + " [(]java",
                    LIMIT);
            String command =
                    printed(cluster.run(0, "why", cluster.address(2) + "/compute"), "(kill " + holder.pid() + ")");
            run(command);
            cluster.awaitState("STARTED");
        } finally {
            holder.destroyForcibly();
        }
    }

    @Test
    @DisplayName("The disk is full")
    void diskIsFull() throws IOException {
        assumeTrue(
                run("unshare --mount mount -t tmpfs tmpfs /mnt").awaitExit(LIMIT) == 0,
                "skipped: mounting is not allowed here");
        cluster.define(DEFINITION.formatted("needy"));
        needy();
        MusterProcess master = cluster.start(1);
        Path disk = Files.createDirectories(Path.of(cluster.directory(2)));
        // What fills it is what fills it in life: the memory of a JVM that died, written down for whoever looks into
        // it.
        MusterProcess host = cluster.shell(
                2,
                "unshare --mount sh -c 'mount -t tmpfs -o size=64m,mode=755 tmpfs " + disk
                        + " && { echo \"JAVA PROFILE 1.0.2\"; head -c 50m /dev/zero; } >" + disk
                        + "/java_pid812.hprof && exec muster start -h " + cluster.address(2) + " --cluster " + file()
                        + "'");
        master.await("MiB are free in " + disk, LIMIT);
        String why = cluster.run(0, "why", cluster.address(2) + "/compute");
        assertThat(why).contains("DISK_FULL", "java_pid812.hprof  (a heap dump");
        // The disk is mounted for that host alone, so that its shell is one that sees it too.
        standIn("sudo", "exec \"$@\"");
        run("nsenter --mount --target " + host.pid() + " " + printed(why, "^ *(sudo rm .*) , or "));
        cluster.awaitState("STARTED");
    }

    @Test
    @DisplayName("The wrong Java")
    void wrongJava() throws IOException {
        Path old = cluster.folder().resolve("jdk-11");
        Files.createDirectories(old.resolve("bin"));
        Files.writeString(old.resolve("release"), "JAVA_VERSION=\"11.0.2\"\n");
        Path java = Path.of(System.getProperty("java.home"));
        Files.createSymbolicLink(old.resolve("bin/java"), java.resolve("bin/java"));
        MusterProcess refused = MusterProcess.start(
                cluster.folder(),
                Map.of("MUSTER_JAVA_HOME", old.toString()),
                "start",
                "-h",
                cluster.address(1),
                "--cluster",
                file());
        assertThat(refused.awaitExit(LIMIT)).isEqualTo(69);
        assertThat(refused.output()).contains("too old: " + old + " (Java 11)");
        // The shell is the same: the variable still names the wrong one.
        cluster.environment("MUSTER_JAVA_HOME", old.toString());
        cluster.shell(1, printed(refused.output(), "^ *(MUSTER_JAVA_HOME=.* start .*)$"));
        MusterProcess other = cluster.shell(2, "muster start -h " + cluster.address(2) + " --cluster " + file());
        assertThat(other.awaitExit(LIMIT)).isEqualTo(69);
        cluster.shell(2, printed(other.output(), "^ *(MUSTER_JAVA_HOME=.* start .*)$"));
        cluster.awaitState("STARTED");
    }

    @Test
    @DisplayName("A component crashes again and again")
    void crashLoop() throws IOException {
        cluster.define(DEFINITION.formatted("needy"));
        Path licence = cluster.folder().resolve("licence");
        definition(text -> text.replace(
                        "echo \"mock starts",
                        "test -f " + licence + " || { echo \"ERROR no licence in " + licence
                                + "\"; exit 3; }\necho \"mock starts")
                + "causes = [{ pattern = \"^ERROR no licence\", code = NO_LICENCE, cause = \"it has no licence\","
                + " fix = \"touch " + licence + "\" }]\n");
        MusterProcess master = cluster.start(1);
        cluster.start(2);
        master.await("it has no licence; not tried again", LIMIT);
        String why = cluster.run(0, "why", cluster.address(2) + "/compute");
        assertThat(why).contains("FAILED, and is not tried again", "ERROR no licence in " + licence, "NO_LICENCE");
        run(printed(why, "^ *(touch .*)$"));
        run(printed(why, "([^ ]*muster retry " + cluster.address(2) + "/compute)"));
        cluster.awaitState("STARTED");
    }

    @Test
    @DisplayName("A host is lost")
    void hostIsLost() throws IOException {
        bothStarted();
        JsonNode before = cluster.status();
        cluster.host(2).signal("KILL");
        JsonNode lost =
                cluster.awaitStatus("explained", status -> status.toString().contains("HOST_NOT_STARTED"));
        assertThat(lost.toString()).contains("HOST_LOST", "\"state\":\"DEGRADED\"");
        cluster.shell(2, printed(cluster.run(0, "hosts", "--missing", "--commands"), "^([^#].*start .*)$"));
        assertThat(LoopbackCluster.components(cluster.awaitState("STARTED")))
                .isEqualTo(LoopbackCluster.components(before));
    }

    @Test
    @DisplayName("The coordinator is lost")
    void coordinatorIsLost() throws IOException {
        bothStarted();
        JsonNode before = cluster.status();
        cluster.host(1).signal("KILL");
        String command = cluster.host(2)
                .await("([^ ]*muster start -h " + cluster.address(1) + " .*cluster[.]json)", LIMIT)
                .group(1);
        cluster.shell(1, command);
        assertThat(LoopbackCluster.components(cluster.awaitState("STARTED")))
                .isEqualTo(LoopbackCluster.components(before));
    }

    @Test
    @DisplayName("Two machines have one name")
    void twoMachinesHaveOneName() throws IOException {
        cluster.define(DEFINITION.formatted("mock").replace("\"A.2\": ", "\"A.3\": {\"compute\": true}, \"A.2\": "));
        MusterProcess master = cluster.start(1);
        cluster.start(2);
        master.await("CLUSTER\\(2/3\\)", LIMIT);
        MusterProcess second = cluster.shell(3, "muster start -h " + cluster.address(2) + " --cluster " + file());
        assertThat(second.awaitExit(LIMIT)).isEqualTo(3);
        assertThat(second.output()).contains("two agents use the same -h", "give it its own name with -h");
        master.await("refused " + cluster.address(2) + ": " + cluster.address(2) + " is already joined", LIMIT);
        String own = printed(second.output(), "(muster start -h " + cluster.address(3) + ")$");
        cluster.shell(3, "cd " + cluster.folder() + " && exec " + own);
        cluster.awaitState("STARTED");
    }

    @Test
    @DisplayName("The files differ")
    void filesDiffer() throws IOException {
        Path other = cluster.folder().resolve("other.json");
        Files.writeString(
                other, Files.readString(Path.of(file())).replace("\"mock\"}}", "\"mock\", \"chatter\": \"1h\"}}"));
        MusterProcess master = cluster.start(1);
        MusterProcess host = cluster.shell(2, "muster start -h " + cluster.address(2) + " --cluster " + other);
        host.await("this host's cluster.json differs from the coordinator's, which is used: .*chatter", LIMIT);
        master.await(
                "was started with another cluster.json. The coordinator's file is used. Difference: .*chatter", LIMIT);
        cluster.awaitState("STARTED");
        assertThat(run(printed(host.output(), "^ *([^ ]*muster export -o " + other + ")$"))
                        .output())
                .contains("is written");
        assertThat(other).hasSameTextualContentAs(Path.of(file()));
        host.signal("TERM");
        host.awaitExit(LIMIT);
        MusterProcess again = cluster.shell(2, "muster start -h " + cluster.address(2) + " --cluster " + other);
        again.await("Master proceed signal received", LIMIT);
        assertThat(again.output()).doesNotContain("differs");
    }

    @Test
    @DisplayName("Clocks differ")
    void clocksDiffer() throws IOException {
        Optional<Path> library = fakeTime();
        assumeTrue(library.isPresent(), "skipped: faketime is not installed");
        cluster.start(1);
        // A container may not set its clock. So the agent sees one that is wrong through a library, and what sets it is
        // a stand-in
        // for chrony's program, called as it was printed: it sets what the library shows, while the agent runs.
        Path clock = Files.writeString(cluster.folder().resolve("clock"), "+10m\n");
        standIn("chronyc", "test \"$1\" = makestep && echo +0 >" + clock + ".new && mv " + clock + ".new " + clock);
        standIn("sudo", "exec \"$@\"");
        cluster.shell(
                2,
                "env LD_PRELOAD=" + library.get() + " FAKETIME_TIMESTAMP_FILE=" + clock
                        + " FAKETIME_CACHE_DURATION=1 FAKETIME_DONT_FAKE_MONOTONIC=1 DONT_FAKE_MONOTONIC=1 muster start -h "
                        + cluster.address(2) + " --cluster " + file());
        cluster.awaitState("STARTED");
        String doctor = cluster.run(0, "doctor");
        assertThat(doctor).contains(cluster.address(2), "its clock is 10 min ahead of the coordinator's");
        run(printed(doctor, "(sudo chronyc .*)$"));
        awaitNoDifference();
    }

    /** The library reads the clock's file once a second. */
    private void awaitNoDifference() throws IOException {
        long deadlineNs = System.nanoTime() + LIMIT.toNanos();
        while (cluster.run(0, "doctor").contains("its clock")) {
            assertThat(System.nanoTime()).isLessThan(deadlineNs);
        }
    }

    /** A program of this name for what is pasted from now on, where the machine has none, or one that can do nothing here. */
    private void standIn(String name, String script) throws IOException {
        Path folder = Files.createDirectories(cluster.folder().resolve("programs"));
        Path program = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + script + "\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        cluster.environment("PATH", folder + ":" + System.getenv("PATH"));
    }

    private static Optional<Path> fakeTime() throws IOException {
        try (Stream<Path> libraries =
                Files.find(Path.of("/usr/lib"), 4, (path, a) -> path.endsWith("faketime/libfaketimeMT.so.1"))) {
            return libraries.findFirst();
        }
    }

    private void bothStarted() throws IOException {
        cluster.start(1);
        cluster.start(2);
        cluster.awaitState("STARTED");
    }

    /** The mock with a port and room on the disk that it needs. */
    private void needy() throws IOException {
        definition(text -> text);
    }

    private void definition(UnaryOperator<String> change) throws IOException {
        Path folder = Files.createDirectories(cluster.folder().resolve("components"));
        String mock = Files.readString(MusterProcess.root().resolve("components/mock.conf"));
        Files.writeString(
                folder.resolve("needy.conf"),
                change.apply(mock.replace("kind = mock", "kind = needy") + "ports = [{ name = http, number = " + PORT
                        + " }]\nneeds { disk = 32m }\n"));
        cluster.environment("MUSTER_COMPONENTS_DIR", folder.toString());
    }

    private String file() {
        return cluster.folder().resolve("cluster.json").toString();
    }

    /** What a printed line tells to run or to do. */
    private static String printed(String text, String pattern) {
        MatchResult found = Pattern.compile(pattern, Pattern.MULTILINE)
                .matcher(text)
                .results()
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + pattern + " in:\n" + text));
        return found.group(1);
    }

    /** Runs it to its end. */
    private MusterProcess run(String command) throws IOException {
        MusterProcess process = cluster.shell(2, command);
        process.awaitExit(LIMIT);
        return process;
    }
}
