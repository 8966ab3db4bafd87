package dev.muster.coordinator.store.zookeeper;

import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.client.ConnectStringParser;
import org.apache.zookeeper.client.HostProvider;

/**
 * Leads a coordinator's client to the server of its own process and to no other. Connected to another one it would be cut off
 * whenever that one's process ends, and had to give up a lead that nothing else threatens; and where the own server does not
 * serve, because it finds no majority, this coordinator must not lead anyway.
 */
final class OwnServer implements HostProvider {

    /** Between two tries. The client itself waits up to a second more, unless it was never connected. */
    private static final long PAUSE_MS = 250;

    private final String host;
    private final int port;
    private boolean tried;

    /** @param server {@code host:port} */
    OwnServer(String server) {
        InetSocketAddress address =
                new ConnectStringParser(server).getServerAddresses().get(0);
        this.host = address.getHostString();
        this.port = address.getPort();
    }

    @Override
    public int size() {
        return 1;
    }

    @Override
    public InetSocketAddress next(long spinDelayMs) {
        if (tried) {
            pause(Math.min(PAUSE_MS, spinDelayMs));
        }
        tried = true;
        return new InetSocketAddress(host, port);
    }

    @Override
    public void onConnected() {
        tried = false;
    }

    @Override
    public boolean updateServerList(Collection<InetSocketAddress> addresses, InetSocketAddress current) {
        return false; // it stays the same one
    }

    private static void pause(long ms) {
        try {
            TimeUnit.MILLISECONDS.sleep(ms);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
