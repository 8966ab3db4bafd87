package dev.muster.common.net;

import dev.muster.common.security.Credentials;
import dev.muster.common.security.OwnKeys;
import io.netty.handler.ssl.SslContextBuilder;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** TLS 1.3 in front of an HTTP server, with the credentials that are good at each handshake. */
public final class HttpServerTls implements Consumer<SslContextBuilder> {

    private final Supplier<Credentials> credentials;

    /** @param credentials the server's; asked for each connection */
    public HttpServerTls(Supplier<Credentials> credentials) {
        this.credentials = credentials;
    }

    /** Takes the place of whatever key the server was given before. */
    @Override
    public void accept(SslContextBuilder ssl) {
        ssl.keyManager(new OwnKeys(credentials)).protocols("TLSv1.3");
    }
}
