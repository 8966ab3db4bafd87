package dev.muster.coordinator.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.common.model.ClusterId;
import dev.muster.common.model.Epoch;
import dev.muster.common.model.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ClusterIdFileTest {

    private static final KnownCluster KNOWN = new KnownCluster(new ClusterId("c-1"), new Epoch(7), 12);

    @TempDir
    Path directory;

    @Test
    void whatWasWrittenIsRead() throws IOException {
        ClusterIdFile file = new ClusterIdFile(directory.resolve("coordinator"));
        assertThat(file.read()).isEmpty();
        file.write(new KnownCluster(new ClusterId("c-1"), new Epoch(6), 11));
        file.write(KNOWN);
        assertThat(file.read()).contains(KNOWN);
        try (var files = Files.list(directory.resolve("coordinator"))) {
            assertThat(files).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "c-1",
                "c-1\n",
                "c-1\nepoch\n",
                "c-1\nepoch 7",
                "c-1\nepoch 7\nversion 1",
                "c-1\nepoch -7\nversion 1\n",
                "../x\nepoch 7\nversion 1\n"
            })
    void whatCannotBeUnderstoodIsNotEmpty(String content) throws IOException {
        Files.writeString(directory.resolve(ClusterIdFile.NAME), content);
        assertThatThrownBy(() -> new ClusterIdFile(directory).read()).isInstanceOf(IOException.class);
    }

    @Test
    void aFileWithoutTheVersionKnowsNone() throws IOException {
        Files.writeString(directory.resolve(ClusterIdFile.NAME), "c-1\nepoch 7\n");
        assertThat(new ClusterIdFile(directory).read())
                .contains(new KnownCluster(new ClusterId("c-1"), new Epoch(7), 0));
    }

    @Test
    void aWipedSwappedOrOlderStoreIsForeign() {
        assertThat(KNOWN.objectionTo(new ReadResult.Empty())).map(Failure::code).contains("STORE_FOREIGN");
        assertThat(objectionTo("c-2", 9, 13)).contains("STORE_FOREIGN");
        assertThat(objectionTo("c-1", 6, 12)).contains("STORE_FOREIGN");
        assertThat(objectionTo("c-1", 7, 12)).isEmpty();
        assertThat(objectionTo("c-1", 8, 12)).isEmpty();
    }

    @Test
    void anOlderStateIsForeignWhateverItsEpoch() {
        assertThat(objectionTo("c-1", 7, 11)).contains("STORE_FOREIGN");
        assertThat(objectionTo("c-1", 9, 11)).contains("STORE_FOREIGN");
        assertThat(objectionTo("c-1", 7, 13)).isEmpty();
    }

    private static Optional<String> objectionTo(String id, long epoch, int version) {
        Fence fence = new Fence(new Epoch(epoch), 1);
        StoredState state = new StoredState(new ClusterId(id), fence, version, null);
        return KNOWN.objectionTo(new ReadResult.Found(state)).map(Failure::code);
    }
}
