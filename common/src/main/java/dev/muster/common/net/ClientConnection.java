package dev.muster.common.net;

import dev.muster.common.model.SessionId;
import dev.muster.common.model.message.Message;
import dev.muster.common.wire.Codec;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The coordinator, as a client sees it. Sends heartbeats from Welcome on. */
final class ClientConnection extends Connection<Message.FromAgent> {

    /** How often deadlines are judged before Welcome; afterwards each heartbeat does it. */
    private static final long JUDGE_MS = 1_000;

    private final EventLoop loop;
    private final Client client;
    private @Nullable ScheduledFuture<?> timer;
    private long heartbeats;
    private long lastTickNanos;
    private long leaseNanos;
    private long doubtNanos;

    ClientConnection(SessionId id, Channel channel, Codec codec, Client client) {
        super(id, channel, codec, client.limits(), codec::decodeFromCoordinator);
        this.loop = channel.eventLoop();
        this.client = client;
        // One more than the limit: it must have passed when it is judged.
        long firstMs = client.limits().firstFrameMs() + 1;
        timer = loop.scheduleAtFixedRate(this::judgeNow, firstMs, JUDGE_MS, TimeUnit.MILLISECONDS);
    }

    @Override
    void received(Message message) throws RejectedException {
        if (message instanceof Message.Heartbeat || !client.isHeard(this)) {
            return;
        }
        if (message instanceof Message.Welcome welcome) {
            startHeartbeats(welcome);
            client.welcomed();
        }
        if (message instanceof Message.FromCoordinator fromCoordinator) {
            client.handler().message(id(), fromCoordinator);
        }
    }

    @Override
    void ended(CloseReason why) {
        cancelTimer();
        client.ended(this, why);
    }

    private void startHeartbeats(Message.Welcome welcome) throws RejectedException {
        if (welcome.heartbeatMs() < 1 || welcome.leaseMs() <= welcome.heartbeatMs()) {
            throw new RejectedException(CloseReason.MALFORMED_MESSAGE, "a Welcome without sensible times");
        }
        cancelTimer();
        setLeaseMs(welcome.leaseMs());
        leaseNanos = TimeUnit.MILLISECONDS.toNanos(welcome.leaseMs());
        doubtNanos = TimeUnit.MILLISECONDS.toNanos(Math.max(2 * welcome.heartbeatMs(), welcome.leaseMs() / 3));
        lastTickNanos = loop.ticker().nanoTime();
        // At a random phase: ten thousand agents are welcomed in the same second.
        long phaseMs = client.jitter(welcome.heartbeatMs());
        timer = loop.scheduleAtFixedRate(this::tick, phaseMs, welcome.heartbeatMs(), TimeUnit.MILLISECONDS);
    }

    private void judgeNow() {
        judge(loop.ticker().nanoTime());
    }

    private void tick() {
        long nowNanos = loop.ticker().nanoTime();
        if (nowNanos - lastTickNanos > leaseNanos / 2) {
            // This process was paused: its own silence is not the coordinator's.
            touch(nowNanos);
        }
        lastTickNanos = nowNanos;
        judge(nowNanos);
        sendNow(new Message.Heartbeat(++heartbeats));
        doubtWhenSilent();
    }

    private void doubtWhenSilent() {
        if (isSilent()) {
            client.doubt(this);
        }
    }

    /** Whether nothing has come for longer than it should take, though the lease still lives. */
    boolean isSilent() {
        return silentNanos(loop.ticker().nanoTime()) > doubtNanos;
    }

    /** It takes the place of a connection that was silent, and is itself doubted when it stays silent. */
    void doubtsLike(ClientConnection other) {
        doubtNanos = other.doubtNanos;
        cancelTimer();
        timer = loop.scheduleAtFixedRate(this::judgeNewer, JUDGE_MS, JUDGE_MS, TimeUnit.MILLISECONDS);
    }

    private void judgeNewer() {
        if (isSilent() && client.isLastHope(this)) {
            abort(CloseReason.IDLE);
            return;
        }
        judgeNow();
        doubtWhenSilent();
    }

    private void cancelTimer() {
        ScheduledFuture<?> running = timer;
        if (running != null) {
            running.cancel(false);
        }
        timer = null;
    }
}
