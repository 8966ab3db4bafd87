package dev.muster.agent.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.muster.common.engine.Clock;
import dev.muster.common.model.Failure;
import dev.muster.common.model.Incarnation;
import dev.muster.common.model.LaunchId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fault rows F1, F2 and F4. */
final class JournalTest {

    record Durable(long count, LaunchId launch, Map<String, String> goals) {}

    @TempDir
    Path state;

    private final Queue<String> told = new ConcurrentLinkedQueue<>();

    private Journal<Durable> open() throws IOException {
        return new Journal<>(
                state, Journal.Kind.STATE, new TypeReference<>() {}, Clock.system(), new Journal.Listener() {
                    @Override
                    public void failing(Failure failure) {
                        told.add(failure.code());
                    }

                    @Override
                    public void recovered() {
                        told.add("recovered");
                    }
                });
    }

    private static Durable durable(long count) {
        return new Durable(count, new LaunchId(new Incarnation(7), count), Map.of("backend", "RUNNING"));
    }

    private static void write(Journal<Durable> journal, long count) throws InterruptedException {
        CountDownLatch stored = new CountDownLatch(1);
        journal.write(durable(count), stored::countDown);
        assertThat(stored.await(30, TimeUnit.SECONDS)).isTrue();
    }

    private Path file() {
        return state.resolve("journal/journal.json");
    }

    @Test
    void aFirstStartFindsNothing() throws IOException {
        try (Journal<Durable> journal = open()) {
            assertThat(journal.load()).isEqualTo(new Loaded.Nothing<Durable>());
        }
    }

    @Test
    void whatWasStoredIsFound() throws Exception {
        try (Journal<Durable> journal = open()) {
            write(journal, 1);
            write(journal, 2);
        }
        try (Journal<Durable> journal = open()) {
            assertThat(journal.load()).isEqualTo(new Loaded.Found<>(durable(2), Optional.empty()));
        }
        try (Stream<Path> files = Files.list(state.resolve("journal"))) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("journal.json", "journal.json.previous");
        }
    }

    @Test
    void aThousandDamagesAreNeverAnExceptionAndNeverEmpty() throws Exception {
        try (Journal<Durable> journal = open()) {
            write(journal, 1);
            write(journal, 2);
        }
        byte[] good = Files.readAllBytes(file());
        Random random = new Random(20261120);
        try (Journal<Durable> journal = open()) {
            for (int i = 0; i < 1_000; i++) {
                byte[] damaged = damage(good, random);
                if (Arrays.equals(damaged, good)) {
                    continue;
                }
                Files.write(file(), damaged);
                Loaded<Durable> loaded = journal.load();
                assertThat(loaded).as("damage %d", i).isInstanceOfSatisfying(Loaded.Found.class, found -> {
                    assertThat(found.state()).isEqualTo(durable(1));
                    assertThat(found.notice()).isPresent();
                });
                assertThat(file()).doesNotExist();
            }
        }
    }

    private static byte[] damage(byte[] good, Random random) {
        byte[] bytes = good.clone();
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(5)) {
            case 0 -> bytes = Arrays.copyOf(bytes, at);
            case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 2 -> Arrays.fill(bytes, at, bytes.length, (byte) 0);
            case 3 -> random.nextBytes(bytes);
            default -> bytes = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(100));
        }
        return bytes;
    }

    @Test
    void bothGenerationsDamagedIsLostAndStaysLost() throws Exception {
        try (Journal<Durable> journal = open()) {
            write(journal, 1);
            write(journal, 2);
            Files.write(file(), new byte[0]);
            Files.write(state.resolve("journal/journal.json.previous"), new byte[10]);
            assertThat(journal.load()).isInstanceOf(Loaded.Lost.class);
            Files.delete(state.resolve("journal/journal.json.previous"));
            assertThat(journal.load()).isInstanceOf(Loaded.Lost.class);
            write(journal, 3);
            assertThat(journal.load()).isEqualTo(new Loaded.Found<>(durable(3), Optional.empty()));
        }
    }

    @Test
    void aMissingFileWithAPredecessorIsNotAFirstStart() throws Exception {
        try (Journal<Durable> journal = open()) {
            write(journal, 1);
            write(journal, 2);
            Files.delete(file());
            assertThat(journal.load()).isInstanceOf(Loaded.Found.class);
        }
    }

    @Test
    void anotherVersionIsPutAsideAndNamed() throws Exception {
        try (Journal<Durable> journal = open()) {
            write(journal, 1);
            Files.writeString(file(), Files.readString(file()).replace("muster-journal 1", "muster-journal 2"));
            assertThat(journal.load()).isInstanceOfSatisfying(Loaded.Lost.class, lost -> assertThat(
                            lost.failure().message())
                    .contains("version 2"));
        }
    }

    @Test
    void aWriteThatFailsLeavesTheOldStateAndIsTriedAgain() throws Exception {
        try (Journal<Durable> journal = open()) {
            write(journal, 1);
            // A folder in the temporary file's place, not empty: opening it fails for every user.
            Path obstacle = Files.createDirectories(state.resolve("journal/journal.json.tmp/x"));
            CountDownLatch stored = new CountDownLatch(1);
            journal.write(durable(2), stored::countDown);
            await().atMost(Duration.ofSeconds(60)).until(() -> told.contains("STATE_NOT_WRITABLE"));
            assertThat(stored.getCount()).isOne();
            try (Journal<Durable> other = open()) {
                assertThat(other.load()).isEqualTo(new Loaded.Found<>(durable(1), Optional.empty()));
            }
            Files.delete(obstacle);
            Files.delete(obstacle.getParent());
            assertThat(stored.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(List.copyOf(told)).isEqualTo(List.of("STATE_NOT_WRITABLE", "recovered"));
            assertThat(journal.load()).isEqualTo(new Loaded.Found<>(durable(2), Optional.empty()));
        }
    }
}
