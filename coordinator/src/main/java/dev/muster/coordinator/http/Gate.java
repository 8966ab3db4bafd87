package dev.muster.coordinator.http;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.muster.common.engine.Clock;
import dev.muster.common.model.ClusterName;
import dev.muster.coordinator.audit.AuditTrail;
import dev.muster.coordinator.auth.Access;
import dev.muster.coordinator.auth.AccessMode;
import dev.muster.coordinator.auth.AccessToken;
import dev.muster.coordinator.auth.BearerToken;
import dev.muster.coordinator.auth.Permission;
import dev.muster.coordinator.auth.Verdict;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lets requests in, or does not. In this order:
 *
 * <ol>
 *   <li>A public route is open to everybody.
 *   <li>A token comes in {@code Authorization: Bearer} and in nothing else: not in a URL, not in a cookie.
 *   <li>An address that has shown too many tokens that nobody made is not heard.
 *   <li>The token must be good, and have a role that may do what the route takes.
 *   <li>Nothing is answered to a page of another site.
 * </ol>
 *
 * Whatever is refused is told to the audit.
 */
final class Gate {

    private static final int PATH_MAX = 200;

    private final AccessMode mode;
    private final ClusterName cluster;
    private final AccessControl access;
    private final AuditTrail audit;
    private final Clock clock;
    private final FailureLimit limit = new FailureLimit();

    Gate(AccessMode mode, ClusterName cluster, AccessControl access, AuditTrail audit, Clock clock) {
        this.mode = mode;
        this.cluster = cluster;
        this.access = access;
        this.audit = audit;
        this.clock = clock;
    }

    /** Who has shown what, and what is to be said about it when it is not enough. */
    private record Judged(Caller caller, @Nullable Problem refusal) {}

    HttpResponse pass(ServiceRequestContext context, HttpRequest request, Route route) {
        Judged judged = judge(context, request.headers(), route.permission());
        Caller caller = judged.caller();
        Problem refusal = judged.refusal();
        if (refusal == null && Origin.isForeign(request.headers())) {
            refusal = Refusals.FOREIGN_ORIGIN;
        }
        if (refusal != null) {
            if (refusal.status() != HttpStatus.SERVICE_UNAVAILABLE.code()) {
                audit.refused(caller.deed("", action(context), "", refusal.code(), ""));
            }
            return refusal.response();
        }
        try {
            Query query = route.about() == About.NOTHING
                    ? Query.of(QueryParams.of(), List.of())
                    : Query.of(context.queryParams(), route.about().parameters());
            return route.handler()
                    .serve(new Request(
                            context, request, caller, query, () -> isStillAllowed(caller, route.permission())));
        } catch (BadRequest e) {
            return e.problem().response();
        }
    }

    static String action(ServiceRequestContext context) {
        String path = context.path();
        return context.method() + " " + (path.length() <= PATH_MAX ? path : path.substring(0, PATH_MAX) + "...");
    }

    static Caller nobody(ServiceRequestContext context) {
        InetAddress address = address(context);
        return new Caller(null, address.isLoopbackAddress(), address.getHostAddress());
    }

    private static InetAddress address(ServiceRequestContext context) {
        InetSocketAddress remote = context.remoteAddress();
        return remote.getAddress();
    }

    private Judged judge(ServiceRequestContext context, RequestHeaders headers, Permission needs) {
        Caller nobody = nobody(context);
        if (needs == Permission.PUBLIC) {
            return new Judged(nobody, null);
        }
        if (mode == AccessMode.OFF) {
            return new Judged(nobody, needs == Permission.ADMINISTER ? Refusals.ACCESS_OFF : null);
        }
        Reply<Access> known = access.access();
        if (known instanceof Reply.Refused<Access> refused) {
            return new Judged(nobody, Problem.of(refused.why(), refused.failure()));
        }
        long blockedMs = limit.blockedMs(address(context), clock.nowMs());
        if (blockedMs > 0) {
            return new Judged(nobody, Refusals.tooMany(blockedMs));
        }
        return judge(nobody, address(context), headers, needs, ((Reply.Done<Access>) known).value());
    }

    private Judged judge(Caller nobody, InetAddress from, RequestHeaders headers, Permission needs, Access known) {
        List<String> shown = headers.getAll(HttpHeaderNames.AUTHORIZATION);
        if (shown.isEmpty()) {
            return new Judged(nobody, Refusals.MISSING);
        }
        Optional<BearerToken> token = shown.size() == 1 ? BearerToken.ofHeader(shown.get(0)) : Optional.empty();
        if (token.isEmpty()) {
            limit.failed(from, clock.nowMs());
            return new Judged(nobody, Refusals.MALFORMED);
        }
        Verdict verdict = known.judge(token.get(), cluster, clock.wallMs());
        if (verdict instanceof Verdict.Good good) {
            return new Judged(
                    by(good.token(), nobody), good.token().may(needs) ? null : Refusals.forbidden(needs, good.token()));
        } else if (verdict instanceof Verdict.Expired expired) {
            return new Judged(by(expired.token(), nobody), Refusals.expired(expired.token(), clock.wallMs()));
        } else if (verdict instanceof Verdict.Revoked revoked) {
            return new Judged(by(revoked.token(), nobody), Refusals.revoked(revoked.token()));
        } else if (verdict instanceof Verdict.OfOtherCluster other) {
            return new Judged(by(other.token(), nobody), Refusals.ofOtherCluster(other.token(), cluster));
        }
        limit.failed(from, clock.nowMs());
        return new Judged(nobody, Refusals.UNKNOWN);
    }

    private static Caller by(AccessToken token, Caller nobody) {
        return new Caller(token, nobody.local(), nobody.from());
    }

    private boolean isStillAllowed(Caller caller, Permission needs) {
        AccessToken token = caller.token();
        if (mode == AccessMode.OFF || needs == Permission.PUBLIC) {
            return true;
        }
        return token != null
                && access.access() instanceof Reply.Done<Access> known
                && known.value().isStillGood(token.id(), cluster, clock.wallMs());
    }
}
