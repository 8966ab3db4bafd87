package dev.muster.benchmarks.barrier;

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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** N clients of the product's own transport against the product's own coordinator. */
final class MusterBarrier {

    /** Until the JVM has compiled what it is going to compile. */
    private static final long SETTLE_MS = 5_000;

    private static final long IDLE_MS = 10_000;
    private static final double PERCENT = 100.0;

    private MusterBarrier() {}

    static Timing measure(int members, String ensemble, Path directory, ClusterName cluster) throws Exception {
        Map<String, LongAdder> trouble = new ConcurrentSkipListMap<>();
        List<Client> clients = new ArrayList<>();
        EventLoops loops = new EventLoops(1);
        try (ChildProcess server = new ChildProcess(
                CoordinatorProcess.class, BarrierBench.SERVER_JVM, members, ensemble, directory, cluster)) {
            Client.Endpoint endpoint = new Client.Endpoint("127.0.0.1", server.port(), Backoff.DEFAULT);
            long cpuBeforeMs = server.cpuMs();
            Stopwatch watch = new Stopwatch(members);
            for (int i = 0; i < members; i++) {
                Client client = new Client(
                        loops,
                        endpoint,
                        Limits.DEFAULT,
                        () -> ThreadLocalRandom.current().nextDouble(),
                        new Member(Crowd.hello(cluster, i), watch, trouble));
                clients.add(client);
                client.start();
            }
            watch.await();
            long cpuMs = server.cpuMs() - cpuBeforeMs;
            double idlePercent = idlePercent(server);
            if (!trouble.isEmpty()) {
                System.out.println("  connections that were lost or not made, and made again: " + trouble);
            }
            return new Timing(watch.toGoMs(), watch.afterLastMs(), cpuMs, server.residentMb(), idlePercent);
        } finally {
            loops.close();
        }
    }

    private static double idlePercent(ChildProcess server) throws Exception {
        TimeUnit.MILLISECONDS.sleep(SETTLE_MS);
        long beforeMs = server.cpuMs();
        TimeUnit.MILLISECONDS.sleep(IDLE_MS);
        return PERCENT * (server.cpuMs() - beforeMs) / IDLE_MS;
    }

    /** One agent, as far as the coordinator can tell. */
    private static final class Member implements ClientHandler {

        private final Message.Hello hello;
        private final Stopwatch watch;
        private final Map<String, LongAdder> trouble;
        private boolean gone;

        Member(Message.Hello hello, Stopwatch watch, Map<String, LongAdder> trouble) {
            this.hello = hello;
            this.watch = watch;
            this.trouble = trouble;
        }

        @Override
        public void opened(Session<Message.FromAgent> session) {
            watch.connected();
            session.send(hello);
        }

        @Override
        public void message(SessionId session, Message.FromCoordinator message) {
            if (message instanceof Message.Goals && !gone) {
                gone = true;
                watch.go();
            } else if (message instanceof Message.Refused refused) {
                throw new IllegalStateException("refused: " + refused.failure());
            }
        }

        @Override
        public void closed(SessionId session, CloseReason reason, long retryMs) {
            count(reason.name());
        }

        @Override
        public void failed(ConnectFailure failure, long retryMs) {
            count(failure.cause().name());
        }

        private void count(String reason) {
            trouble.computeIfAbsent(reason, any -> new LongAdder()).increment();
        }
    }
}
