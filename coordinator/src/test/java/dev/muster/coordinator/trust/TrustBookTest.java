package dev.muster.coordinator.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.common.security.SafeFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules of {@link TrustBook}, by number. */
final class TrustBookTest {

    private static final Trust.Token TOKEN = new Trust.Token("hash", null, Long.MAX_VALUE, null);

    @TempDir
    Path folder;

    private final Memory store = new Memory();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    /** A store in memory that can be away. */
    private static final class Memory implements TrustStore {
        private boolean away;
        private Kept kept = new Kept(Trust.NOBODY, Kept.ABSENT);

        @Override
        public synchronized Kept read() throws IOException {
            if (away) {
                throw new IOException("away");
            }
            return kept;
        }

        @Override
        public synchronized boolean write(Trust trust, int version) throws IOException {
            if (version != read().version()) {
                return false;
            }
            kept = new Kept(trust, version + 1);
            return true;
        }

        synchronized void setAway(boolean now) {
            away = now;
        }
    }

    private TrustBook book(String host) throws IOException {
        Path authority = folder.resolve(host);
        SafeFile.privateFolder(authority);
        return new TrustBook(
                store, new FoundingFile(authority), new TrustRequests(authority), new TrustBook.Listener() {
                    @Override
                    public void changed(Trust trust) {
                        // what it knows is asked
                    }

                    @Override
                    public void asked(TrustRequests.Request request, boolean done) {
                        asked.add(request.kind() + " " + done);
                    }
                });
    }

    private void found(String host) throws IOException {
        Path authority = folder.resolve(host);
        SafeFile.privateFolder(authority);
        new FoundingFile(authority).write(Trust.NOBODY.withToken("first", TOKEN));
    }

    private static Object add(TrustBook book, String id) throws Exception {
        return book.change(trust -> new TrustBook.Change<>(Optional.of(trust.withToken(id, TOKEN)), id))
                .get(10, TimeUnit.SECONDS);
    }

    /** 3. The founding token was lost when a standby looked at the empty store first. */
    @Test
    void whoDoesNotFoundTheClusterDoesNotBeginItsTrust() throws Exception {
        found("master");
        try (TrustBook standby = book("standby")) {
            assertThatThrownBy(() -> add(standby, "x")).isInstanceOf(ExecutionException.class);
            try (TrustBook master = book("master")) {
                add(master, "second");
                assertThat(master.current().tokens()).containsKeys("first", "second");
                Awaitility.await().until(() -> standby.current().equals(master.current()));
            }
        }
        assertThat(new FoundingFile(folder.resolve("master")).read()).isEmpty();
    }

    /** 3. */
    @Test
    void whileTheStoreIsAwayTheFounderDecidesByItsFile() throws Exception {
        found("master");
        store.setAway(true);
        try (TrustBook master = book("master")) {
            add(master, "second");
            store.setAway(false);
            Awaitility.await().until(() -> store.read().trust().tokens().size() == 2);
        }
    }

    /** 1, 2. */
    @Test
    void anOperatorsRequestIsCarriedOutAndTakenAway() throws Exception {
        found("master");
        try (TrustBook master = book("master")) {
            TrustRequests requests = new TrustRequests(folder.resolve("master"));
            Path file = requests.add(new TrustRequests.Request(TrustRequests.Kind.ADD_TOKEN, "asked", TOKEN));
            Awaitility.await().until(() -> master.current().tokens().containsKey("asked"));
            Awaitility.await().until(() -> !file.toFile().exists());
            assertThat(requests.lastKnown()).contains(master.current());
        }
    }
}
