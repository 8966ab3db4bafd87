package dev.muster.common.net;

import dev.muster.common.model.SessionId;
import dev.muster.common.model.message.Message;
import dev.muster.common.model.trust.PeerVerdict;
import dev.muster.common.wire.Codec;
import io.netty.channel.Channel;

/** One agent, as the server sees it. */
final class ServerConnection extends Connection<Message.FromCoordinator> {

    private final Server server;
    private boolean opened;
    private volatile PeerVerdict verdict = PeerVerdict.OPEN;

    ServerConnection(SessionId id, Channel channel, Codec codec, Server server) {
        super(id, channel, codec, server.limits(), codec::decodeFromAgent);
        this.server = server;
    }

    @Override
    public void send(Message.FromCoordinator message) {
        if (message instanceof Message.Welcome welcome) {
            setLeaseMs(welcome.leaseMs());
        }
        super.send(message);
    }

    @Override
    public PeerVerdict verdict() {
        return verdict;
    }

    @Override
    void received(Message message) throws RejectedException {
        boolean introduces = message instanceof Message.Hello || message instanceof Message.Enrol;
        if (introduces == opened) {
            String what = message.getClass().getSimpleName();
            throw new RejectedException(
                    CloseReason.UNEXPECTED_MESSAGE, introduces ? "a second " + what : what + " before Hello");
        }
        if (introduces) {
            opened = true;
            verdict = server.verdict(channel());
            server.handler().opened(this);
        }
        if (message instanceof Message.Heartbeat heartbeat) {
            sendNow(heartbeat);
            server.handler().heartbeat(id());
        } else if (message instanceof Message.FromAgent fromAgent) {
            server.handler().message(id(), fromAgent);
        }
    }

    @Override
    void ended(CloseReason why) {
        server.ended(this, why);
        if (opened) {
            server.handler().closed(id(), why);
        } else {
            server.handler().broken(peer(), why, trouble());
        }
    }
}
