package dev.muster.common.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;

/** Options of the sockets, the same on both ends. */
final class Sockets {

    private static final int BACKLOG = 4_096;

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
        return loops.isEpoll()
                ? bootstrap.childOption(EpollChannelOption.TCP_USER_TIMEOUT, (int) limits.leaseMs())
                : bootstrap;
    }

    static Bootstrap client(EventLoops loops, Limits limits) {
        Bootstrap bootstrap = new Bootstrap()
                .channel(loops.channel())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, limits.connectMs())
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, waterMark(limits));
        return loops.isEpoll()
                ? bootstrap.option(EpollChannelOption.TCP_USER_TIMEOUT, (int) limits.leaseMs())
                : bootstrap;
    }

    private static WriteBufferWaterMark waterMark(Limits limits) {
        return new WriteBufferWaterMark(limits.outboundBytesMax() / 2, limits.outboundBytesMax());
    }
}
