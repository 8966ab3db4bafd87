package dev.muster.benchmarks.barrier;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * The limit: the same number of connections, messages and bytes as the barrier, and nothing else. Arguments: members, and
 * the bytes of a request, of its reply, and of the message that lets all go.
 */
final class BareProcess {

    private static final int BACKLOG = 4_096;

    private final int members;
    private final int requestBytes;
    private final ByteBuf reply;
    private final ByteBuf go;

    /** Belongs to the one event loop. */
    private final List<Channel> waiting = new ArrayList<>();

    private BareProcess(String[] arguments) {
        members = Integer.parseInt(arguments[0]);
        requestBytes = Integer.parseInt(arguments[1]);
        reply = Unpooled.directBuffer().writeZero(Integer.parseInt(arguments[2]));
        go = Unpooled.directBuffer().writeZero(Integer.parseInt(arguments[3]));
    }

    public static void main(String[] arguments) throws Exception {
        BareProcess bare = new BareProcess(arguments);
        MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        Channel server = new ServerBootstrap()
                .group(group)
                .channel(EpollServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(bare.new Member());
                    }
                })
                .bind("127.0.0.1", 0)
                .sync()
                .channel();
        ChildProcess.serveUntilClosed("127.0.0.1:" + ((InetSocketAddress) server.localAddress()).getPort());
        group.shutdownGracefully();
    }

    /** One connection. */
    private final class Member extends ChannelInboundHandlerAdapter {

        private int read;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            read += bytes.readableBytes();
            bytes.release();
            if (read == requestBytes) {
                context.writeAndFlush(reply.retainedDuplicate(), context.voidPromise());
                waiting.add(context.channel());
                if (waiting.size() == members) {
                    waiting.forEach(each -> each.writeAndFlush(go.retainedDuplicate(), each.voidPromise()));
                }
            }
        }
    }
}
