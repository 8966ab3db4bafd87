package dev.muster.agent.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.common.engine.Clock;
import dev.muster.common.model.ClusterId;
import dev.muster.common.model.Epoch;
import dev.muster.common.model.Failure;
import dev.muster.common.model.Generation;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Revision;
import dev.muster.common.model.Role;
import dev.muster.common.model.SpecHash;
import dev.muster.common.model.message.DefinitionCopy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DefinitionFileTest {

    @TempDir
    private Path state;

    private static final class Silent implements Journal.Listener {
        @Override
        public void failing(Failure failure) {
            throw new AssertionError(failure.toString());
        }

        @Override
        public void recovered() {
            // nothing has failed
        }
    }

    private DefinitionFile open() throws IOException {
        return new DefinitionFile(state, Clock.system(), new Silent());
    }

    /** Comments, tabs and characters of all kinds are the author's. */
    private static DefinitionCopy copy(long number) {
        Revision revision = new Revision(
                new Generation(number), new SpecHash("ab"), "\uFEFF{ // größer\r\n\t\"hosts\": {} }", "ann", 1, "why");
        return new DefinitionCopy(
                new ClusterId("c-1"), HostName.of("a"), new Epoch(3), revision, null, List.of(Role.INDEX), null);
    }

    @Test
    void theNewestCopyIsFoundAgainExactlyByTheNextAgentAndByOthers() throws IOException {
        try (DefinitionFile file = open()) {
            assertThat(file.load()).isEmpty();
            for (long number = 1; number <= 50; number++) {
                file.keep(copy(number));
            }
            await().until(() -> DefinitionFile.read(state).equals(Optional.of(copy(50))));
        }
        try (DefinitionFile next = open()) {
            assertThat(next.load()).contains(copy(50));
        }
    }

    @Test
    void itIsForItsOwnerAlone() throws IOException {
        try (DefinitionFile file = open()) {
            file.keep(copy(1));
        }
        Path written = state.resolve("journal/definition.json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(written)))
                .isEqualTo("rw-------");
    }

    @Test
    void aDamagedCopyGivesTheOneBeforeItAndIsLeftWhereItIsByReaders() throws IOException {
        try (DefinitionFile file = open()) {
            file.keep(copy(1));
        }
        try (DefinitionFile file = open()) {
            file.keep(copy(2));
        }
        Path written = state.resolve("journal/definition.json");
        Files.writeString(written, "rubbish");
        assertThat(DefinitionFile.read(state)).contains(copy(1));
        assertThat(written).exists();
        Files.delete(written);
        Files.delete(state.resolve("journal/definition.json.previous"));
        assertThat(DefinitionFile.read(state)).isEmpty();
    }
}
