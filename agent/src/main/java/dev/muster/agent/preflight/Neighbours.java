package dev.muster.agent.preflight;

import dev.muster.common.model.Check;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Place;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks whether this machine is who its cluster.json says it is, and whether it reaches where components of other hosts listen.
 * Blocks for as long as names are looked up, and for {@value #CONNECT_MS} ms at most after that.
 */
public final class Neighbours {

    private static final long CONNECT_MS = 2_000;

    private final Resolver resolver;

    /** With this machine's own resolver. */
    public Neighbours() {
        this(InetAddress::getAllByName);
    }

    Neighbours(Resolver resolver) {
        this.resolver = resolver;
    }

    /** Looks names up, and takes addresses as they are. */
    interface Resolver {
        InetAddress[] all(String name) throws UnknownHostException;
    }

    /**
     * @param own address of this host, as cluster.json names it
     * @param places that should answer
     */
    public List<Check> look(String own, List<Place> places) {
        List<Check> checks = new ArrayList<>();
        boolean loopback = HostName.namesLoopback(own);
        checks.add(ownName(own, loopback));
        if (!places.isEmpty()) {
            checks.add(reached(places, loopback));
        }
        return checks;
    }

    private Check ownName(String own, boolean loopback) {
        String name = "address " + own;
        try {
            InetAddress[] all = resolver.all(own);
            for (InetAddress each : all) {
                if (!loopback && each.isLoopbackAddress()) {
                    return Check.failed(
                            name,
                            null,
                            Failure.of(
                                    "NAME_IS_LOOPBACK",
                                    own + " is " + each.getHostAddress()
                                            + " here: components would listen where no other machine reaches them",
                                    "Take the line of " + own
                                            + " with 127.0.0.1 or 127.0.1.1 out of /etc/hosts, or give the host an"
                                            + " \"address\" in cluster.json. See: getent hosts " + own));
                }
                if (NetworkInterface.getByInetAddress(each) == null && !each.isLoopbackAddress()) {
                    return Check.failed(
                            name,
                            null,
                            Failure.of(
                                    "ADDRESS_NOT_LOCAL",
                                    "this machine does not have the address " + each.getHostAddress() + " of " + own,
                                    "Compare with: ip address ; then correct the host in cluster.json."));
                }
            }
            return Check.ok(name, null, "is this machine's");
        } catch (IOException e) {
            return Check.failed(
                    name,
                    null,
                    Failure.of(
                            "NAME_UNKNOWN",
                            "this machine does not know the name " + own,
                            "Add it to DNS or /etc/hosts. See: getent hosts " + own));
        }
    }

    private Check reached(List<Place> places, boolean loopback) {
        Map<String, String> wrong = new TreeMap<>();
        try (Attempts attempts = new Attempts()) {
            for (Place place : places) {
                String trouble = attempts.begin(place, loopback);
                if (!trouble.isEmpty()) {
                    wrong.put(words(place), trouble);
                }
            }
            wrong.putAll(attempts.await());
        } catch (IOException e) {
            wrong.put("every port", String.valueOf(e.getMessage()));
        }
        long hosts =
                places.stream().map(each -> each.component().host()).distinct().count();
        String name = count(places.size(), "port") + " of " + count(hosts, "host");
        return wrong.isEmpty()
                ? Check.ok(name, null, "all reached")
                : Check.failed(
                        name,
                        null,
                        new Failure(
                                "PORTS_NOT_REACHED",
                                wrong.size() + " of them are not reached from here",
                                "\"no answer\" is a firewall's or a router's, \"refused\" that nothing listens there (any more):"
                                        + " try nc -vz ADDRESS PORT, and open the port between the machines.",
                                wrong.entrySet().stream()
                                        .map(each -> each.getKey() + ": " + each.getValue())
                                        .toList()));
    }

    private static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    private static String words(Place place) {
        return place.component() + " " + place.address() + " port " + place.port() + " (" + place.name() + ")";
    }

    /** All connections at one time, in one thread. */
    private final class Attempts implements AutoCloseable {
        private final Selector selector = Selector.open();

        Attempts() throws IOException {}

        /** What is wrong already; empty when the attempt is under way. */
        String begin(Place place, boolean loopback) throws IOException {
            InetAddress address;
            try {
                address = resolver.all(place.address())[0];
            } catch (UnknownHostException e) {
                return "the name is not known here";
            }
            if (address.isLoopbackAddress() && !loopback && !HostName.namesLoopback(place.address())) {
                return "the name is " + address.getHostAddress() + " here, which is this machine itself";
            }
            SocketChannel channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_CONNECT, place);
            try {
                channel.connect(new InetSocketAddress(address, place.port()));
                return "";
            } catch (IOException e) {
                channel.close();
                return String.valueOf(e.getMessage());
            }
        }

        /** Waits for them all; what went wrong, by place. */
        Map<String, String> await() throws IOException {
            Map<String, String> wrong = new TreeMap<>();
            long untilNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CONNECT_MS);
            while (!selector.keys().isEmpty()) {
                long leftMs = TimeUnit.NANOSECONDS.toMillis(untilNs - System.nanoTime());
                if (leftMs <= 0) {
                    break;
                }
                selector.select(
                        key -> {
                            String trouble = end((SocketChannel) key.channel());
                            if (trouble != null) {
                                wrong.put(words((Place) key.attachment()), trouble);
                            }
                        },
                        leftMs);
            }
            for (SelectionKey late : selector.keys()) {
                if (late.isValid()) {
                    wrong.put(words((Place) late.attachment()), "no answer within " + CONNECT_MS + " ms");
                }
            }
            return wrong;
        }

        private @Nullable String end(SocketChannel channel) {
            try (channel) {
                channel.finishConnect();
                return null;
            } catch (IOException e) {
                return String.valueOf(e.getMessage()).toLowerCase(java.util.Locale.ROOT);
            }
        }

        @Override
        public void close() throws IOException {
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        }
    }
}
