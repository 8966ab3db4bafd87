package dev.muster.benchmarks.barrier;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import java.util.ArrayList;
import java.util.List;

/** The members' side of {@link BareProcess}. */
final class BareBarrier {

    private BareBarrier() {}

    /** Bytes of the messages that Muster exchanges with one agent. */
    record Sizes(int hello, int welcome, int goals) {}

    static Timing measure(int members, Sizes sizes) throws Exception {
        MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        try (ChildProcess server = new ChildProcess(
                BareProcess.class, BarrierBench.SERVER_JVM, members, sizes.hello(), sizes.welcome(), sizes.goals())) {
            long cpuBeforeMs = server.cpuMs();
            Stopwatch watch = new Stopwatch(members);
            List<Channel> channels = connect(group, server.port(), members, sizes, watch);
            watch.await();
            Timing timing = new Timing(
                    watch.toGoMs(), watch.afterLastMs(), server.cpuMs() - cpuBeforeMs, server.residentMb(), 0);
            channels.forEach(Channel::close);
            return timing;
        } finally {
            group.shutdownGracefully();
        }
    }

    private static List<Channel> connect(
            MultiThreadIoEventLoopGroup group, int port, int members, Sizes sizes, Stopwatch watch) {
        ByteBuf request = Unpooled.directBuffer().writeZero(sizes.hello());
        int expected = sizes.welcome() + sizes.goals();
        Bootstrap bootstrap = new Bootstrap()
                .group(group)
                .channel(EpollSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new Member(request, expected, watch));
                    }
                });
        List<Channel> channels = new ArrayList<>();
        for (int i = 0; i < members; i++) {
            channels.add(bootstrap.connect("127.0.0.1", port).channel());
        }
        return channels;
    }

    /** One connection. */
    private static final class Member extends ChannelInboundHandlerAdapter {

        private final ByteBuf request;
        private final int expected;
        private final Stopwatch watch;
        private int read;

        Member(ByteBuf request, int expected, Stopwatch watch) {
            this.request = request;
            this.expected = expected;
            this.watch = watch;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            watch.connected();
            context.writeAndFlush(request.retainedDuplicate(), context.voidPromise());
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            read += bytes.readableBytes();
            bytes.release();
            if (read == expected) {
                watch.go();
            }
        }
    }
}
