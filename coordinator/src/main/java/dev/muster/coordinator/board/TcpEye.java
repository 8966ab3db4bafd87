package dev.muster.coordinator.board;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;

/**
 * Looks a name up, and whether its machine is up: by a connection that is closed at once. A refused one says as much as one that
 * comes about, so the agents' port comes first, where nothing listens and no log fills; SSH's only when a firewall swallows that.
 */
final class TcpEye implements Lookout.Eye {

    static final int CONNECT_MS = 2_000;
    private static final int SSH = 22;

    private final List<Integer> ports;
    private final boolean loopbackOnly;

    /**
     * @param agentsPort where coordinators listen for agents
     * @param loopbackOnly whether the whole cluster is on loopback addresses of this machine
     */
    TcpEye(int agentsPort, boolean loopbackOnly) {
        this(List.of(agentsPort, SSH), loopbackOnly);
    }

    TcpEye(List<Integer> ports, boolean loopbackOnly) {
        this.ports = List.copyOf(ports);
        this.loopbackOnly = loopbackOnly;
    }

    @Override
    public Lookout.Sight at(String reachableAt) {
        InetAddress address;
        try {
            address = InetAddress.getByName(reachableAt);
        } catch (UnknownHostException e) {
            return new Lookout.Sight(new Look(Look.Kind.UNRESOLVED, ""), null);
        }
        if (address.isLoopbackAddress()) {
            Look look = loopbackOnly
                    ? new Look(Look.Kind.ANSWERS, "it is this one")
                    : new Look(Look.Kind.LOOPBACK, address.getHostAddress());
            return new Lookout.Sight(look, address);
        }
        Look last = new Look(Look.Kind.SILENT, "");
        for (int port : ports) {
            last = connect(address, port);
            if (last.kind() != Look.Kind.SILENT) {
                return new Lookout.Sight(last, address);
            }
        }
        return new Lookout.Sight(new Look(Look.Kind.SILENT, "no answer on the ports " + words()), address);
    }

    private String words() {
        return ports.stream()
                .map(String::valueOf)
                .reduce((one, other) -> one + " and " + other)
                .orElse("");
    }

    private static Look connect(InetAddress address, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), CONNECT_MS);
            return new Look(Look.Kind.ANSWERS, "port " + port + " is open");
        } catch (SocketTimeoutException e) {
            return new Look(Look.Kind.SILENT, "");
        } catch (NoRouteToHostException e) {
            return new Look(Look.Kind.NO_ROUTE, "no route to host");
        } catch (ConnectException e) {
            return refusedOrNot(port, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return new Look(Look.Kind.FAILED, String.valueOf(e.getMessage()));
        }
    }

    private static Look refusedOrNot(int port, String message) {
        String text = message.toLowerCase(Locale.ROOT);
        if (text.contains("refused")) {
            return new Look(Look.Kind.ANSWERS, "port " + port + " refuses");
        }
        return text.contains("unreachable") || text.contains("no route")
                ? new Look(Look.Kind.NO_ROUTE, text)
                : new Look(text.contains("timed out") ? Look.Kind.SILENT : Look.Kind.FAILED, message);
    }
}
