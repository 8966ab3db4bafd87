package dev.muster.coordinator.http;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.common.util.TlsEngineType;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.muster.common.net.HttpServerTls;
import dev.muster.common.security.Credentials;
import dev.muster.coordinator.audit.AuditTrail;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Supplier;

/**
 * TLS in front of the HTTP interface, with the certificate that the coordinator shows its agents too.
 *
 * <ol>
 *   <li>TLS 1.3 only: every JDK since 11, curl and browser speaks it.
 *   <li>Renewed credentials are used from the next connection on.
 *   <li>Who comes without TLS is told so, and nothing more: no token that was sent in the clear is looked at, good or not.
 * </ol>
 */
final class HttpTls implements DecoratingHttpServiceFunction {

    private static final Problem HTTPS_NEEDED = Problem.of(
            HttpStatus.BAD_REQUEST,
            "HTTPS_NEEDED",
            "this port speaks https only, and the request came unencrypted",
            "Use https:// and the cluster's authority (curl --cacert, muster --authority): DIR/identity/authority.pem of any of"
                    + " its hosts. A token that was just sent here has crossed the network readable: revoke it with muster"
                    + " access revoke.");

    private final Supplier<Credentials> credentials;
    private final AuditTrail audit;

    /** @param credentials the coordinator's; asked for each connection */
    HttpTls(Supplier<Credentials> credentials, AuditTrail audit) {
        this.credentials = credentials;
        this.audit = audit;
    }

    /** Listens on {@code addresses}. Plain HTTP is understood there, so that it can be refused with words. */
    void addTo(ServerBuilder builder, List<InetSocketAddress> addresses) {
        addresses.forEach(address -> builder.port(address, SessionProtocol.HTTPS, SessionProtocol.HTTP));
        Credentials now = credentials.get();
        builder.tlsEngineType(TlsEngineType.JDK)
                .tls(now.key(), now.chain())
                .tlsCustomizer(new HttpServerTls(credentials)); // what is fixed in the line above gives way to it
    }

    @Override
    public HttpResponse serve(HttpService delegate, ServiceRequestContext context, HttpRequest request)
            throws Exception {
        if (context.sessionProtocol().isTls()) {
            return delegate.serve(context, request);
        }
        audit.refused(Gate.nobody(context).deed("", Gate.action(context), "", HTTPS_NEEDED.code(), ""));
        return HTTPS_NEEDED.response();
    }
}
