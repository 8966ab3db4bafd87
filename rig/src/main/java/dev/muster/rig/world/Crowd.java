package dev.muster.rig.world;

import dev.muster.common.model.AgentFacts;
import dev.muster.common.model.ClusterName;
import dev.muster.common.model.Epoch;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Incarnation;
import dev.muster.common.model.SessionId;
import dev.muster.common.model.SpecHash;
import dev.muster.common.model.message.Message;
import dev.muster.common.net.Backoff;
import dev.muster.common.net.Client;
import dev.muster.common.net.ClientHandler;
import dev.muster.common.net.CloseReason;
import dev.muster.common.net.ConnectFailure;
import dev.muster.common.net.EventLoops;
import dev.muster.common.net.Limits;
import dev.muster.common.net.Session;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Agents without a machine: clients of the product's transport that say Hello and then only that they are there. */
public final class Crowd implements AutoCloseable {

    private static final int PORT = 7420;

    private final EventLoops loops = new EventLoops(1);
    private final Set<HostName> welcomed = ConcurrentHashMap.newKeySet();
    private final Map<HostName, Failure> refused = new ConcurrentHashMap<>();
    private final Map<Long, Integer> connectionsBySecond = new ConcurrentHashMap<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger sessions = new AtomicInteger();
    private final AtomicInteger turnedAway = new AtomicInteger();
    private final AtomicInteger tries = new AtomicInteger();
    private final Client.Endpoint endpoint;

    /**
     * @param coordinator its address
     * @param size how many agents the cluster has
     */
    public Crowd(String coordinator, int size) {
        endpoint = new Client.Endpoint(List.of(new Client.Place(coordinator, PORT)), Backoff.forCluster(size));
    }

    /** What an agent of a host introduces itself with, when it speaks these versions. */
    public static Message.Hello hello(String host, int oldest, int newest) {
        AgentFacts facts = new AgentFacts(
                "0",
                "machine-" + host,
                1,
                "/d-" + host,
                "/s",
                List.of(),
                List.of(),
                null,
                1,
                1L << 30,
                65_536,
                262_144);
        return new Message.Hello(
                oldest,
                newest,
                new ClusterName("muster"),
                HostName.of(host),
                new Incarnation(1),
                facts,
                new SpecHash("crowd"),
                "",
                Epoch.NONE,
                List.of());
    }

    /** Sends an agent on its way. */
    public void add(Message.Hello hello) {
        new Client(
                        loops,
                        endpoint,
                        Limits.DEFAULT,
                        () -> ThreadLocalRandom.current().nextDouble(),
                        new Member(hello))
                .start();
    }

    /** How many have a session. */
    public int welcomed() {
        return welcomed.size();
    }

    /** Why an agent was refused for good. */
    public Map<HostName, Failure> refused() {
        return Map.copyOf(refused);
    }

    /** Connections, since the last {@link #forget}. */
    public int connections() {
        return connections.get();
    }

    /** Sessions that began, since then. */
    public int sessions() {
        return sessions.get();
    }

    /** Connections that were refused for the moment, since then: that coordinator does not lead yet. */
    public int turnedAway() {
        return turnedAway.get();
    }

    /** Tries that brought none, since then. */
    public int tries() {
        return tries.get();
    }

    /** The most connections of any one second, since then. */
    public int connectionsASecond() {
        return connectionsBySecond.values().stream().mapToInt(n -> n).max().orElse(0);
    }

    /** Counts connections anew. */
    public void forget() {
        connections.set(0);
        sessions.set(0);
        turnedAway.set(0);
        tries.set(0);
        connectionsBySecond.clear();
    }

    @Override
    public void close() {
        loops.close();
    }

    private final class Member implements ClientHandler {

        private final Message.Hello hello;

        Member(Message.Hello hello) {
            this.hello = hello;
        }

        @Override
        public void opened(Session<Message.FromAgent> session) {
            connections.incrementAndGet();
            connectionsBySecond.merge(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime()), 1, Integer::sum);
            session.send(hello);
        }

        @Override
        public void message(SessionId session, Message.FromCoordinator message) {
            if (message instanceof Message.Welcome) {
                welcomed.add(hello.host());
                sessions.incrementAndGet();
            } else if (message instanceof Message.Refused no && no.permanent()) {
                refused.put(hello.host(), no.failure());
            } else if (message instanceof Message.Refused) {
                turnedAway.incrementAndGet();
            }
        }

        @Override
        public void closed(SessionId session, CloseReason reason, long retryMs) {
            welcomed.remove(hello.host());
        }

        @Override
        public void failed(ConnectFailure failure, long retryMs) {
            tries.incrementAndGet();
        }
    }
}
