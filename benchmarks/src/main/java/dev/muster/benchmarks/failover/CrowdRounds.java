package dev.muster.benchmarks.failover;

import dev.muster.benchmarks.barrier.BarrierBench;
import dev.muster.benchmarks.barrier.ChildProcess;
import dev.muster.benchmarks.barrier.CoordinatorProcess;
import dev.muster.benchmarks.barrier.Crowd;
import dev.muster.common.model.ClusterName;
import dev.muster.common.model.SessionId;
import dev.muster.common.model.message.Message;
import dev.muster.common.net.Backoff;
import dev.muster.common.net.Client;
import dev.muster.common.net.ClientHandler;
import dev.muster.common.net.CloseReason;
import dev.muster.common.net.ConnectFailure;
import dev.muster.common.net.EventLoops;
import dev.muster.common.net.Limits;
import dev.muster.common.net.Session;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** N clients of the product's transport, whose coordinator is killed: started again, or replaced by one that stood by. */
final class CrowdRounds implements AutoCloseable {

    private final int members;
    private final String ensemble;
    private final Path folder;
    private final Figures figures;
    private final ClusterName cluster = new ClusterName("bench-" + UUID.randomUUID());
    private final EventLoops loops = new EventLoops(1);
    private final List<Integer> ports = List.of(freePort(), freePort());
    private final List<ChildProcess> processes = new ArrayList<>();

    private final AtomicInteger registered = new AtomicInteger();
    private final AtomicLong lastNanos = new AtomicLong();
    private final AtomicLong leadingNanos = new AtomicLong();
    private final AtomicInteger lost = new AtomicInteger();

    CrowdRounds(int members, String ensemble, Path folder, Figures figures) throws IOException {
        this.members = members;
        this.ensemble = ensemble;
        this.folder = folder;
        this.figures = figures;
    }

    void measure(int rounds) throws Exception {
        ChildProcess leader = start(0, "");
        connect();
        awaitAll();
        for (int round = 0; round < rounds; round++) {
            long killedNanos = kill(leader);
            leader = start(0, "");
            awaitAll();
            figures.crowdRestart.add(killedNanos, leadingNanos.get());
            figures.crowdBack.add(leadingNanos.get(), lastNanos.get());
        }
        for (int round = 0; round < rounds; round++) {
            final ChildProcess next = start((round + 1) % 2, CoordinatorProcess.STANDBY);
            long killedNanos = kill(leader);
            awaitAll();
            figures.crowdStandby.add(killedNanos, leadingNanos.get());
            figures.crowdMoved.add(leadingNanos.get(), lastNanos.get());
            leader = next;
        }
        figures.note(
                "%d agents, %d times without their coordinator: %d lost (goal 0)", members, 2 * rounds, lost.get());
    }

    private long kill(ChildProcess process) {
        registered.set(0);
        long nowNanos = System.nanoTime();
        process.kill();
        return nowNanos;
    }

    private void awaitAll() throws Exception {
        Patience.await("all " + members + " agents; " + registered, () -> registered.get() >= members);
    }

    private ChildProcess start(int place, String how) throws IOException {
        ChildProcess process = new ChildProcess(
                CoordinatorProcess.class,
                BarrierBench.SERVER_JVM,
                members,
                ensemble,
                folder.resolve("coordinator-" + place),
                cluster,
                ports.get(place),
                how);
        processes.add(process);
        process.follow(line -> {
            if (line.equals(CoordinatorProcess.LEADING)) {
                leadingNanos.set(System.nanoTime());
            } else if (line.equals(CoordinatorProcess.LOST)) {
                lost.incrementAndGet();
            }
        });
        return process;
    }

    private void connect() {
        Client.Endpoint endpoint = new Client.Endpoint(
                ports.stream().map(port -> new Client.Place("127.0.0.1", port)).toList(), Backoff.forCluster(members));
        for (int i = 0; i < members; i++) {
            new Client(
                            loops,
                            endpoint,
                            Limits.DEFAULT,
                            () -> ThreadLocalRandom.current().nextDouble(),
                            new Member(Crowd.hello(cluster, i)))
                    .start();
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        loops.close();
        for (ChildProcess process : processes) {
            process.close();
        }
    }

    /** One agent, as far as the coordinator can tell. */
    private final class Member implements ClientHandler {

        private final Message.Hello hello;

        Member(Message.Hello hello) {
            this.hello = hello;
        }

        @Override
        public void opened(Session<Message.FromAgent> session) {
            session.send(hello);
        }

        @Override
        public void message(SessionId session, Message.FromCoordinator message) {
            if (message instanceof Message.Welcome) {
                lastNanos.accumulateAndGet(System.nanoTime(), Math::max);
                registered.incrementAndGet();
            } else if (message instanceof Message.Refused refused && refused.permanent()) {
                throw new IllegalStateException("refused: " + refused.failure());
            }
        }

        @Override
        public void closed(SessionId session, CloseReason reason, long retryMs) {
            // comes back by itself
        }

        @Override
        public void failed(ConnectFailure failure, long retryMs) {
            // tries again by itself
        }
    }
}
