package dev.muster.common.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.unix.IntegerUnixChannelOption;
import java.nio.file.Files;
import java.nio.file.Path;

/** Options of the sockets, the same on both ends. */
final class Sockets {

    private static final int BACKLOG = 4_096;

    /**
     * The longest pause before what was lost is sent again, in milliseconds; the shortest that the kernel takes. It doubles
     * with each loss, up to two minutes otherwise, and a heartbeat behind such a pause is late for any lease. Netty does not
     * know the option, and Linux since 6.15 only, which names its default in a file.
     */
    private static final ChannelOption<Integer> TCP_RTO_MAX_MS = new IntegerUnixChannelOption("TCP_RTO_MAX_MS", 6, 44);

    private static final int RTO_MAX_MS = 1_000;
    private static final boolean KNOWS_RTO_MAX = Files.exists(Path.of("/proc/sys/net/ipv4/tcp_rto_max_ms"));

    private Sockets() {}

    static ServerBootstrap server(EventLoops loops, Limits limits) {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops.group())
                .channel(loops.serverChannel())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, waterMark(limits));
        if (loops.isEpoll()) {
            bootstrap.childOption(EpollChannelOption.TCP_USER_TIMEOUT, (int) limits.leaseMs());
        }
        return loops.isEpoll() && KNOWS_RTO_MAX ? bootstrap.childOption(TCP_RTO_MAX_MS, RTO_MAX_MS) : bootstrap;
    }

    static Bootstrap client(EventLoops loops, Limits limits) {
        Bootstrap bootstrap = new Bootstrap()
                .channel(loops.channel())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, limits.connectMs())
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, waterMark(limits));
        if (loops.isEpoll()) {
            bootstrap.option(EpollChannelOption.TCP_USER_TIMEOUT, (int) limits.leaseMs());
        }
        return loops.isEpoll() && KNOWS_RTO_MAX ? bootstrap.option(TCP_RTO_MAX_MS, RTO_MAX_MS) : bootstrap;
    }

    private static WriteBufferWaterMark waterMark(Limits limits) {
        return new WriteBufferWaterMark(limits.outboundBytesMax() / 2, limits.outboundBytesMax());
    }
}
