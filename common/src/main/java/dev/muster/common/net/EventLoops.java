package dev.muster.common.net;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.TimeUnit;

/** The threads that move bytes, shared by all servers and clients of a process; epoll where the system has it. */
public final class EventLoops implements AutoCloseable {

    private static final long STOP_QUIET_MS = 0;
    private static final long STOP_TIMEOUT_MS = 2_000;

    private final EventLoopGroup group;
    private final EventExecutor names;
    private final boolean epoll;

    /**
     * Starts them.
     *
     * @param threads how many; they are daemons
     */
    public EventLoops(int threads) {
        epoll = Epoll.isAvailable();
        IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        group = new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory("muster-net", true), io);
        names = new DefaultEventExecutor(new DefaultThreadFactory("muster-names", true));
    }

    EventLoopGroup group() {
        return group;
    }

    EventLoop next() {
        return group.next();
    }

    /** One thread for looking names up: resolvers block, and for seconds. */
    EventExecutor names() {
        return names;
    }

    boolean isEpoll() {
        return epoll;
    }

    Class<? extends ServerChannel> serverChannel() {
        return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    Class<? extends Channel> channel() {
        return epoll ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    /** Ends the threads, after at most two seconds. Close servers and clients first. */
    @Override
    public void close() {
        names.shutdownGracefully(STOP_QUIET_MS, STOP_QUIET_MS, TimeUnit.MILLISECONDS);
        group.shutdownGracefully(STOP_QUIET_MS, STOP_TIMEOUT_MS, TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(STOP_TIMEOUT_MS, TimeUnit.MILLISECONDS);
    }
}
