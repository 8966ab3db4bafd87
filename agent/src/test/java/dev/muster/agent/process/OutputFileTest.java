package dev.muster.agent.process;

import static dev.muster.agent.process.AgentUnderTest.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fault rows A9 and F5. */
final class OutputFileTest {

    private static final OutputLimit SMALL = new OutputLimit(64 * 1024, 3);

    @TempDir
    Path directory;

    @Test
    void aFloodNeitherBlocksTheComponentNorFillsTheDisk() throws IOException {
        try (AgentUnderTest agent = new AgentUnderTest(directory, SMALL)) {
            agent.launch(
                    id(1),
                    agent.script("for i in 1 2 3 4 5 6 7 8; do head -c 1000000 /dev/zero; sleep 0.2; done; echo done"));
            assertThat(agent.awaitEnd(id(1))).isEqualTo(new LaunchStatus.Exited(0));
            await().atMost(Duration.ofSeconds(60)).until(() -> Files.size(agent.output()) <= SMALL.bytesMax());
            Path logs = agent.output().getParent();
            assertThat(logs.toFile().list()).containsOnly("mock.out", "mock.out.1", "mock.out.2");
            assertThat(Files.size(logs.resolve("mock.out.1"))).isLessThanOrEqualTo(SMALL.bytesMax());
            assertThat(Files.size(logs.resolve("mock.out.2"))).isLessThanOrEqualTo(SMALL.bytesMax());
        }
    }

    @Test
    void theOutputOfTheRunBeforeIsKept() throws IOException {
        try (AgentUnderTest agent = new AgentUnderTest(directory)) {
            for (int run = 1; run <= 4; run++) {
                agent.launch(id(run), agent.script("echo run " + run));
                agent.awaitEnd(id(run));
            }
            assertThat(agent.output()).content().isEqualTo("run 4\n");
            assertThat(agent.output().resolveSibling("mock.out.1")).content().isEqualTo("run 3\n");
            assertThat(agent.output().resolveSibling("mock.out.2")).content().isEqualTo("run 2\n");
        }
    }

    @Test
    void partsJoinUpAndMalformedBytesAreReplaced() throws IOException {
        Path file = directory.resolve("a.out");
        Files.write(file, new byte[] {'a', 'b', '\n', (byte) 0xff, 'c', '\n'});
        OutputFile output = new OutputFile(file);
        assertThat(output.read(0, 3)).isEqualTo(new OutputFile.Part(0, "ab\n", 3));
        assertThat(output.read(3, 100)).isEqualTo(new OutputFile.Part(3, "\ufffdc\n", 6));
        assertThat(output.read(6, 100)).isEqualTo(new OutputFile.Part(6, "", 6));
        assertThat(output.read(99, 2)).as("begun anew").isEqualTo(new OutputFile.Part(0, "ab", 2));
        assertThat(output.read(-1, 2)).isEqualTo(new OutputFile.Part(4, "c\n", 6));
        assertThat(output.tail(5, 4)).containsExactly("\ufffdc");
        assertThat(output.tail(1, 100)).containsExactly("\ufffdc");
        assertThat(new OutputFile(directory.resolve("none")).tail(5, 100)).isEmpty();
    }

    @Test
    void linksAreNotFollowed() throws IOException {
        Path logs = Files.createDirectories(directory.resolve("logs"));
        Files.writeString(logs.resolve("a.out"), "secret");
        Path link = Files.createSymbolicLink(directory.resolve("link"), logs);
        Path file = Files.createSymbolicLink(directory.resolve("b.out"), logs.resolve("a.out"));
        assertThatThrownBy(() -> new OutputFile(link.resolve("a.out")).read(0, 10))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> new OutputFile(file).read(0, 10)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> new OutputFile(file).cap(SMALL)).isInstanceOf(IOException.class);
        assertThat(logs.resolve("a.out")).content().isEqualTo("secret");
    }
}
