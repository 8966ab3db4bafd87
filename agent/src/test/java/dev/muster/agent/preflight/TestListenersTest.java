package dev.muster.agent.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.model.ComponentId;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Place;
import dev.muster.common.model.Role;
import dev.muster.common.model.Unreached;
import dev.muster.common.model.Unreached.Cause;
import dev.muster.common.model.plan.LaunchPlan.Port;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TestListenersTest {

    private static final String HOST = "127.0.0.19";
    private static final String OTHER = "127.0.0.18";
    private static final long LONG_MS = 50_000;

    private final ExecutorService executor =
            new ThreadPoolExecutor(0, 8, 1, TimeUnit.SECONDS, new SynchronousQueue<>());
    private final TestListeners listeners = new TestListeners(executor);

    @AfterEach
    void end() {
        listeners.close();
        executor.shutdownNow();
    }

    private static Place place(Role role, int port) {
        return new Place(new ComponentId(HostName.of(HOST), role), HOST, port, "http");
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            return free.getLocalPort();
        }
    }

    private List<Place> listen(Place... places) {
        return listeners.listen(listeners.releases(), List.of(places), LONG_MS);
    }

    private static List<Unreached> reach(Place... places) {
        return new Neighbours().reach(OTHER, List.of(), List.of(places));
    }

    /** Binds as a program that takes no liberties does: what is in TIME_WAIT is in its way. */
    private static void bindsWithoutReuse(int port) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(false);
            socket.bind(new InetSocketAddress(HOST, port), 1);
            assertThat(socket.isBound()).isTrue();
        }
    }

    @Test
    void aPortIsReachedWhereNothingRunsYet() throws IOException {
        Place one = place(Role.INDEX, freePort());
        Place two = place(Role.BACKEND, freePort());
        assertThat(listen(one, two)).containsExactly(one, two);
        assertThat(reach(one, two)).isEmpty();
        assertThat(listeners.holds(new Port("http", HOST, one.port()))).isTrue();
        assertThat(listeners.holds(new Port("http", OTHER, one.port()))).isFalse();
    }

    /** Rules 1 and 3. */
    @Test
    void afterTheReleaseThePortIsAsIfNobodyHadListened() throws IOException {
        Place place = place(Role.INDEX, freePort());
        listen(place);
        assertThat(reach(place)).isEmpty();
        try (Socket lingering = new Socket(HOST, place.port())) { // one that does not close first
            assertThat(lingering.getInputStream().read()).isEqualTo('m');
            listeners.release();
            assertThat(listeners.holds(new Port("http", HOST, place.port()))).isFalse();
        }
        assertThat(reach(place)).extracting(Unreached::cause).containsExactly(Cause.REFUSED);
        bindsWithoutReuse(place.port());
    }

    /** Rule 1. */
    @Test
    void whatWasAskedBeforeAReleaseIsNotBegunAfterIt() throws IOException {
        Place place = place(Role.INDEX, freePort());
        long seen = listeners.releases();
        listeners.release();
        assertThat(listeners.listen(seen, List.of(place), LONG_MS)).isEmpty();
        bindsWithoutReuse(place.port());
    }

    /** Rule 2. */
    @Test
    void theLeaseEndsIt() throws Exception {
        ExecutorService watched = Executors.newCachedThreadPool();
        try (TestListeners brief = new TestListeners(watched)) {
            Place place = place(Role.INDEX, freePort());
            assertThat(brief.listen(0, List.of(place), 50)).containsExactly(place);
            watched.shutdown();
            assertThat(watched.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
            assertThat(brief.holds(new Port("http", HOST, place.port()))).isFalse();
            bindsWithoutReuse(place.port());
        }
    }

    @Test
    void aNewerListEndsTheOlder() throws IOException {
        Place one = place(Role.INDEX, freePort());
        Place two = place(Role.BACKEND, freePort());
        listen(one);
        listen(two);
        assertThat(reach(one, two)).extracting(Unreached::place).containsExactly(one);
    }

    @Test
    void aPortThatIsTakenIsLeftOut() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            Place free = place(Role.INDEX, freePort());
            assertThat(listen(place(Role.BACKEND, taken.getLocalPort()), free)).containsExactly(free);
        }
    }

    @Test
    void somethingElseThatAnswersIsTold() throws Exception {
        Place place = place(Role.INDEX, freePort());
        try (ServerSocket other = new ServerSocket(place.port(), 1, InetAddress.getByName(HOST))) {
            Future<?> answers = executor.submit(() -> {
                try (Socket accepted = other.accept()) {
                    accepted.getOutputStream()
                            .write("SSH-2.0-OpenSSH_9.2 and some more, so that it is long enough\r\n".getBytes());
                }
                return true;
            });
            assertThat(reach(place)).extracting(Unreached::cause).containsExactly(Cause.OTHER_ANSWERED);
            answers.get(20, TimeUnit.SECONDS);
        }
    }

    /** What nobody routes is answered by nobody: 240.0.0.0/4 is reserved, and Linux says so at once or never. */
    @Test
    void whatIsBlockedIsNotReached() {
        Place place = new Place(new ComponentId(HostName.of("240.0.0.1"), Role.INDEX), "240.0.0.1", 9200, "http");
        assertThat(reach(place)).singleElement().satisfies(each -> assertThat(each.cause())
                .isIn(Cause.TIMED_OUT, Cause.NO_ROUTE, Cause.FAILED));
    }
}
