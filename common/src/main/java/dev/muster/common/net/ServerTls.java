package dev.muster.common.net;

import dev.muster.common.model.Failure;
import dev.muster.common.model.trust.PeerVerdict;
import dev.muster.common.security.Credentials;
import dev.muster.common.security.DeferredTrust;
import dev.muster.common.security.OwnKeys;
import dev.muster.common.security.PeerJudge;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OptionalSslHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * TLS 1.3 on the coordinator's side of agents' links.
 *
 * <ol>
 *   <li>Clients may show a certificate, which is judged before anything that they say is believed.
 *   <li>A client without TLS is heard out as far as its first message, so that it can be told what is missing; it is nobody.
 *   <li>Renewed credentials are used from the next connection on.
 * </ol>
 */
public final class ServerTls {

    private static final PeerVerdict NOT_ENCRYPTED = new PeerVerdict.Unacceptable(Failure.of(
            "LINK_NOT_ENCRYPTED",
            "this cluster's links are encrypted, and the agent came without a certificate of the cluster",
            "On a coordinator host run: muster token create. Then start the agent with --token-file FILE"));

    private final Supplier<Credentials> credentials;
    private final Supplier<Instant> clock;
    private @Nullable Context current;

    /**
     * @param credentials the coordinator's; asked for each connection
     * @param clock the machine's, for the dates of certificates
     */
    public ServerTls(Supplier<Credentials> credentials, Supplier<Instant> clock) {
        this.credentials = credentials;
        this.clock = clock;
    }

    private record Context(Credentials of, SslContext ssl) {}

    /** Puts TLS in front of what is in the pipeline. */
    void addTo(ChannelPipeline pipeline) throws SSLException {
        pipeline.addLast(new OptionalSslHandler(context()));
    }

    private synchronized SslContext context() throws SSLException {
        Credentials now = credentials.get();
        Context known = current;
        if (known == null || !known.of().equals(now)) {
            known = new Context(
                    now,
                    SslContextBuilder.forServer(new OwnKeys(() -> now))
                            .trustManager(new DeferredTrust(now.authorities()))
                            .clientAuth(ClientAuth.OPTIONAL)
                            .protocols("TLSv1.3")
                            .build());
            current = known;
        }
        return known.ssl();
    }

    /** Who is there, once the first message has come through {@code pipeline}. */
    PeerVerdict verdict(ChannelPipeline pipeline) {
        SslHandler handler = pipeline.get(SslHandler.class);
        if (handler == null) {
            return NOT_ENCRYPTED;
        }
        try {
            return new PeerJudge(credentials.get()).ofClient(chain(handler), clock.get());
        } catch (SSLPeerUnverifiedException e) {
            return PeerVerdict.ANONYMOUS;
        }
    }

    private static List<X509Certificate> chain(SslHandler handler) throws SSLPeerUnverifiedException {
        SSLSession session = handler.engine().getSession();
        List<X509Certificate> chain = new ArrayList<>();
        for (Certificate each : session.getPeerCertificates()) {
            chain.add((X509Certificate) each);
        }
        return chain;
    }
}
