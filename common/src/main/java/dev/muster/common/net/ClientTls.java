package dev.muster.common.net;

import dev.muster.common.security.CoordinatorTrust;
import dev.muster.common.security.Credentials;
import dev.muster.common.security.OwnKeys;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import java.time.Instant;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;

/** TLS 1.3 on an agent's side of its link. The coordinator's certificate is judged in the handshake: nothing is said before. */
public final class ClientTls {

    private final Supplier<Credentials> credentials;
    private final Supplier<Instant> clock;

    /**
     * @param credentials the agent's; asked for each connection
     * @param clock the machine's, for the dates of certificates
     */
    public ClientTls(Supplier<Credentials> credentials, Supplier<Instant> clock) {
        this.credentials = credentials;
        this.clock = clock;
    }

    SslHandler handler(Channel channel, long handshakeMs) throws SSLException {
        Credentials now = credentials.get();
        SslHandler handler = SslContextBuilder.forClient()
                // Shown whatever authorities the server names: it says what is wrong with it.
                .keyManager(new OwnKeys(() -> now))
                .trustManager(CoordinatorTrust.of(() -> now, clock))
                // The name is one of the cluster's own, which the trust manager reads; DNS has no say in it.
                .endpointIdentificationAlgorithm(null)
                .protocols("TLSv1.3")
                .build()
                .newHandler(channel.alloc());
        handler.setHandshakeTimeoutMillis(handshakeMs);
        return handler;
    }
}
