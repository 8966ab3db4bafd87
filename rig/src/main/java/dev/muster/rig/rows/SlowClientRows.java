package dev.muster.rig.rows;

import static dev.muster.rig.world.RowFailed.unless;

import dev.muster.rig.world.Patience;
import dev.muster.rig.world.Row;
import dev.muster.rig.world.Status;
import dev.muster.rig.world.World;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Clients that hold a coordinator's connections and say next to nothing. */
public final class SlowClientRows {

    private static final int AGENTS_PORT = 7420;
    private static final int HTTP_PORT = 7480;
    private static final int EACH_PORT = 1_000;
    private static final int ROUNDS = 12;
    private static final int PAUSE_MS = 5_000;
    private static final int CONNECT_MS = 5_000;

    public static final List<Row> ALL =
            List.of(Row.of("I3", "2,000 clients that say a byte in five seconds", SlowClientRows::slow));

    private SlowClientRows() {}

    private static void slow(World world) throws IOException {
        world.usualTimes();
        world.cluster(file ->
                file.host(1).role("master").host(2).stub("work", "work").host(3).stub("work", "work"));
        world.up(3);
        Crawl toAgents = new Crawl("127.108", world.address(1), AGENTS_PORT, "MUSTER");
        Crawl toPeople = new Crawl("127.109", world.address(1), HTTP_PORT, "GET /v1/cluster HTTP/1.1\r\nX: x");
        try (toAgents;
                toPeople) {
            for (int round = 0; round < ROUNDS; round++) {
                toAgents.fill();
                toPeople.fill();
                toAgents.say();
                toPeople.say();
                Status status = world.awaitStatus();
                unless(status.state().equals("STARTED"), "the cluster was disturbed: %s", status.json());
                Patience.pause(PAUSE_MS);
            }
        }
        String said = world.host(1).printed() + world.host(1).log();
        unless(!said.contains("CLUSTER: lost"), "a host was called lost");
        // Who says next to nothing is sent away, so that others come in.
        unless(toAgents.opened > 2 * EACH_PORT, "%d connections to the agents' port stayed", EACH_PORT);
        unless(toPeople.opened > 2 * EACH_PORT, "%d connections to the HTTP port stayed", EACH_PORT);
        world.note("%d connections held, %d made in a minute", 2 * EACH_PORT, toAgents.opened + toPeople.opened);
        world.stop(Duration.ofSeconds(90));
    }

    /** Sockets to one port, each from an address of its own. */
    private static final class Crawl implements AutoCloseable {
        private final @Nullable Socket[] sockets = new Socket[EACH_PORT];
        private final int[] said = new int[EACH_PORT];
        private final String from;
        private final InetSocketAddress to;
        private final byte[] text;
        private int opened;

        Crawl(String from, String host, int port, String text) {
            this.from = from;
            this.to = new InetSocketAddress(host, port);
            this.text = text.getBytes(StandardCharsets.ISO_8859_1);
        }

        /** Makes anew those that are gone. */
        void fill() throws IOException {
            for (int i = 0; i < sockets.length; i++) {
                if (sockets[i] == null) {
                    Socket socket = new Socket();
                    socket.bind(new InetSocketAddress(
                            InetAddress.getByName(from + "." + i / 250 + "." + (i % 250 + 1)), 0));
                    socket.connect(to, CONNECT_MS);
                    sockets[i] = socket;
                    said[i] = 0;
                    opened++;
                }
            }
        }

        /** One byte each; a write fails where the other end has closed before. */
        void say() throws IOException {
            for (int i = 0; i < sockets.length; i++) {
                Socket socket = sockets[i];
                if (socket == null) {
                    continue;
                }
                try {
                    socket.getOutputStream().write(text[Math.min(said[i]++, text.length - 1)]);
                } catch (IOException closed) {
                    socket.close();
                    sockets[i] = null;
                }
            }
        }

        @Override
        public void close() throws IOException {
            for (Socket each : sockets) {
                if (each != null) {
                    each.close();
                }
            }
        }
    }
}
