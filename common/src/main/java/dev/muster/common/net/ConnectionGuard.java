package dev.muster.common.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may connect to an HTTP server, and for how long a request may take to arrive. All connections together are limited by the server itself; this
 * keeps one address from taking all of them, and slow senders from keeping theirs (fault I3).
 */
public final class ConnectionGuard implements Consumer<ChannelPipeline> {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionGuard.class);

    private final Limits limits;
    private final Map<InetAddress, Integer> connections = new ConcurrentHashMap<>();

    public ConnectionGuard(Limits limits) {
        this.limits = limits;
    }

    /**
     * What a connection is held to.
     *
     * @param perAddressMax connections of one address at one time; further ones are closed at once
     * @param headerMs from the first byte of a request until its headers are complete
     * @param bodyMs from then until its body is
     */
    public record Limits(int perAddressMax, long headerMs, long bodyMs) {
        /** What the product uses. */
        public static final Limits DEFAULT = new Limits(64, 10_000, 30_000);
    }

    /** Takes a new connection in, or closes it. */
    @Override
    public void accept(ChannelPipeline pipeline) {
        Channel channel = pipeline.channel();
        Optional<InetAddress> address = addressOf(channel);
        if (address.isPresent()) {
            InetAddress from = address.get();
            if (connections.merge(from, 1, Integer::sum) > limits.perAddressMax()) {
                left(from);
                LOG.debug("closed a connection of {}: it has {} already", from, limits.perAddressMax());
                channel.close();
                return;
            }
            channel.closeFuture().addListener(closed -> left(from));
        }
        pipeline.addFirst(new RequestDeadline(limits));
    }

    private void left(InetAddress address) {
        connections.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
    }

    private static Optional<InetAddress> addressOf(Channel channel) {
        return channel.remoteAddress() instanceof InetSocketAddress remote
                ? Optional.ofNullable(remote.getAddress())
                : Optional.empty();
    }
}
