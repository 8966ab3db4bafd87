package dev.muster.coordinator.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.model.ClusterId;
import dev.muster.common.model.Epoch;
import dev.muster.common.model.Failure;
import dev.muster.common.model.Generation;
import dev.muster.common.model.Revision;
import dev.muster.common.model.SpecHash;
import dev.muster.common.model.change.Restraints;
import dev.muster.coordinator.auth.Access;
import dev.muster.coordinator.core.DurableState;
import dev.muster.coordinator.core.DurableState.RunIntent;
import dev.muster.coordinator.core.History;
import dev.muster.coordinator.store.Fence;
import dev.muster.coordinator.store.Founding;
import dev.muster.coordinator.store.ReadResult;
import dev.muster.coordinator.store.StoredState;
import dev.muster.coordinator.store.TakeResult;
import dev.muster.coordinator.store.memory.MemoryStateStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The numbers are those of the rules of {@link StateWriter}. */
final class StateWriterTest {

    private static final ClusterId CLUSTER = new ClusterId("c-1");
    private static final int HOSTS_MAX = 10_000;

    private final MemoryStateStore store = new MemoryStateStore();
    private final Leader leader = new Leader();
    private final List<String> released = new ArrayList<>();
    private final StateWriter writer = new StateWriter(store, leader, Runnable::run);

    @Test
    void rule1_aStateThatDoesNotFitIsNotSentAndToldToAPerson() throws IOException {
        writer.begin(led());
        writer.write(state(incompressible(2_000_000)), () -> released.add("too large"));
        assertThat(leader.failures).singleElement().satisfies(failure -> {
            assertThat(failure.code()).isEqualTo("STORE_TOO_LARGE");
            assertThat(failure.message()).contains("the store takes at most 1000000");
            assertThat(failure.hint()).contains("cluster.json");
        });
        assertThat(leader.resigned).isEmpty();
        assertThat(released).isEmpty();
        assertThat(found().state()).isNull();
    }

    @Test
    void theLargestFileOfHostsFits() throws IOException {
        writer.begin(led());
        StringBuilder text = new StringBuilder("{\n");
        Random random = new Random(1);
        for (int i = 0; i < HOSTS_MAX; i++) {
            text.append("    \"node-%05d.rack-%02d.example.org\": {\"compute\": true, \"address\": \"10.%d.%d.%d\"},%n"
                    .formatted(i, i / 40, random.nextInt(256), random.nextInt(256), random.nextInt(256)));
        }
        writer.write(state(text.append('}').toString()), () -> released.add("fits"));
        assertThat(released).containsExactly("fits");
    }

    @Test
    void rule1_aWriteOfAnOlderEpochEndsTheLeadership() throws IOException {
        writer.begin(led());
        led();
        writer.write(state("{}"), () -> released.add("fenced"));
        assertThat(leader.resigned).hasSize(1);
        assertThat(released).isEmpty();
    }

    @Test
    void rule3_theVersionIsKeptBeforeAnythingIsReleased() throws IOException {
        writer.begin(led());
        leader.keeps = false;
        writer.write(state("{}"), () -> released.add("too soon"));
        assertThat(leader.versions).containsExactly(1);
        assertThat(released).isEmpty();
    }

    private StoredState led() {
        store.form(Founding.first(CLUSTER)).join();
        StoredState seen = found();
        TakeResult taken = store.takeLead(store.claim(), seen).join();
        return new StoredState(seen.id(), ((TakeResult.Taken) taken).fence(), seen.version(), seen.state());
    }

    private StoredState found() {
        return ((ReadResult.Found) store.read().join()).state();
    }

    private static String incompressible(int chars) {
        Random random = new Random(1);
        StringBuilder text = new StringBuilder(chars);
        for (int i = 0; i < chars; i++) {
            text.append((char) ('0' + random.nextInt(64)));
        }
        return text.toString();
    }

    private static DurableState state(String text) {
        return new DurableState(
                CLUSTER,
                new Epoch(1),
                new History(List.of(new Revision(new Generation(1), new SpecHash("spec"), text, "start", 0, ""))),
                new TreeMap<>(),
                null,
                1,
                RunIntent.RUNNING,
                new TreeMap<>(),
                new TreeMap<>(),
                0,
                0,
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeSet<>(),
                new TreeSet<>(),
                0,
                Access.NONE,
                Restraints.NONE);
    }

    private static final class Leader implements StateWriter.Leader {
        private final List<Integer> versions = new ArrayList<>();
        private final List<String> resigned = new ArrayList<>();
        private final List<Failure> failures = new ArrayList<>();
        private boolean keeps = true;

        @Override
        public void wrote(Fence fence, int stateVersion, Runnable kept) {
            versions.add(stateVersion);
            if (keeps) {
                kept.run();
            }
        }

        @Override
        public void resign(String reason) {
            resigned.add(reason);
        }

        @Override
        public void failed(Failure failure) {
            failures.add(failure);
        }
    }
}
