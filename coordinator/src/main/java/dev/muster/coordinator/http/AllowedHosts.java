package dev.muster.coordinator.http;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.muster.common.model.HostName;
import dev.muster.coordinator.audit.AuditTrail;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Answers only those who address this server by a name of its own. A page of another site can make a browser connect here
 * under that site's name (DNS rebinding); it cannot make it say ours.
 */
final class AllowedHosts implements DecoratingHttpServiceFunction {

    /** Stands in for a Host header that is missing; RFC 2606 keeps anybody from having it. */
    static final String MISSING = "missing.invalid";

    private final Set<HostName> names;

    private final AuditTrail audit;

    AllowedHosts(Collection<String> names, AuditTrail audit) {
        this.audit = audit;
        this.names = new TreeSet<>();
        names.forEach(name -> HostName.parse(name).ifPresent(this.names::add));
    }

    @Override
    public HttpResponse serve(HttpService delegate, ServiceRequestContext context, HttpRequest request)
            throws Exception {
        if (isAllowed(request.authority()) && request.headers().getAll("host").size() <= 1) {
            return delegate.serve(context, request);
        }
        audit.refused(Gate.nobody(context).deed("", Gate.action(context), "", "HOST_NOT_ALLOWED", ""));
        return Problem.of(
                        HttpStatus.MISDIRECTED_REQUEST,
                        "HOST_NOT_ALLOWED",
                        "this server does not answer under that name",
                        "use the coordinator's host name, or add the name to http.allowed-hosts")
                .response();
    }

    /** Whether an authority, {@code host} or {@code host:port}, names this server. */
    boolean isAllowed(@Nullable String authority) {
        if (authority == null) {
            return false;
        }
        Optional<HostName> name = HostName.parse(withoutPort(authority));
        return name.isPresent() && (name.get().isLoopback() || names.contains(name.get()));
    }

    private static String withoutPort(String authority) {
        int colon = authority.lastIndexOf(':');
        boolean port = colon > authority.lastIndexOf(']') && authority.indexOf(':') == colon
                || authority.startsWith("[") && colon > authority.indexOf(']');
        return port ? authority.substring(0, colon) : authority;
    }
}
