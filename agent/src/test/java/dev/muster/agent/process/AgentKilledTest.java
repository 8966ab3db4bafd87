package dev.muster.agent.process;

import static dev.muster.agent.process.AgentUnderTest.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fault rows A1 and A10: the agent's whole JVM is killed while its component writes. */
final class AgentKilledTest {

    private static final String CHATTY =
            "trap 'exit 6' TERM; i=0; while :; do i=$((i+1)); echo line $i; sleep 0.05; done";

    @TempDir
    Path directory;

    /** An agent that launches one component and waits to be killed. */
    static final class Agent {
        private Agent() {}

        public static void main(String[] args) throws IOException {
            AgentUnderTest agent = new AgentUnderTest(Path.of(args[0]));
            System.out.println(agent.launch(id(1), agent.script(CHATTY)).pid());
            System.out.flush();
            while (System.in.read() >= 0) {
                // until it is killed
            }
        }
    }

    @Test
    void theComponentRunsOnAndIsAdopted() throws Exception {
        Process killed = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Agent.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String said;
        try {
            said = killed.inputReader()
                    .lines()
                    .filter(line -> line.matches("[0-9]+"))
                    .findFirst()
                    .orElse("0");
        } finally {
            killed.destroyForcibly().waitFor();
        }
        long pid = Long.parseLong(said);
        try (AgentUnderTest agent = new AgentUnderTest(directory)) {
            ProcessIdentity before =
                    ProcessTable.system().find(pid).orElseThrow().identity();
            long size = Files.size(agent.output());
            await().atMost(Duration.ofSeconds(60)).until(() -> Files.size(agent.output()) > size + 100);
            assertThat(agent.runner().adopt(id(1))).isEqualTo(new LaunchStatus.Alive(before));
            assertThat(agent.runner().stop(id(1), agent.script("").stop())).isInstanceOf(StopResult.Stopped.class);
            assertThat(agent.awaitEnd(id(1))).isEqualTo(new LaunchStatus.Exited(6));
            assertThat(agent.running()).isEmpty();
        }
    }
}
