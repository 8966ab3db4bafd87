package dev.muster.coordinator.http;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.util.Exceptions;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.RequestTimeoutException;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Words the errors that no service worded itself. Nothing of an exception goes out. */
final class Problems implements ServerErrorHandler {

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    @Override
    public HttpResponse onServiceException(ServiceRequestContext context, Throwable cause) {
        if (cause instanceof HttpStatusException known) {
            return worded(known.httpStatus()).response();
        }
        if (cause instanceof RequestTimeoutException) {
            return worded(HttpStatus.SERVICE_UNAVAILABLE).response();
        }
        if (cause instanceof ContentTooLargeException) {
            return worded(HttpStatus.REQUEST_ENTITY_TOO_LARGE).response();
        }
        if (isClientGone(cause)) {
            LOG.debug("{} {}: the client has gone", context.method(), context.path(), cause);
            return worded(HttpStatus.SERVICE_UNAVAILABLE).response(); // which nobody reads
        }
        LOG.error("{} {} failed", context.method(), context.path(), cause);
        return worded(HttpStatus.INTERNAL_SERVER_ERROR).response();
    }

    /** Whether a request failed because its connection or stream ended: no fault of the coordinator, and not worth its log. */
    static boolean isClientGone(Throwable cause) {
        return Exceptions.isExpected(cause);
    }

    @Override
    public AggregatedHttpResponse renderStatus(
            ServiceRequestContext context,
            ServiceConfig config,
            @Nullable RequestHeaders headers,
            HttpStatus status,
            @Nullable String description,
            @Nullable Throwable cause) {
        return worded(status).aggregated();
    }

    @Override
    public AggregatedHttpResponse onProtocolViolation(
            ServiceConfig config,
            @Nullable RequestHeaders headers,
            HttpStatus status,
            @Nullable String description,
            @Nullable Throwable cause) {
        return worded(violation(status)).aggregated();
    }

    /** A request that the server's decoder falls over, such as one whose header Connection is no list, is malformed. */
    private static HttpStatus violation(HttpStatus status) {
        return status.code() == HttpStatus.INTERNAL_SERVER_ERROR.code() ? HttpStatus.BAD_REQUEST : status;
    }

    static Problem worded(HttpStatus status) {
        return switch (status.code()) {
            case 400 -> Problem.of(status, "MALFORMED_REQUEST", "the request is not well-formed", "");
            case 404 ->
                Problem.of(status, "NO_SUCH_RESOURCE", "there is nothing here", "docs/http-api.md lists what there is");
            case 405 ->
                Problem.of(status, "METHOD_NOT_ALLOWED", "not with this method", "reading is GET, doing is POST");
            case 413 -> Problem.of(status, "BODY_TOO_LARGE", "the request's body is too large", "");
            case 503 -> Problem.of(status, "NO_ANSWER_IN_TIME", "the coordinator did not answer in time", "try again");
            case 500 -> Problem.of(status, "INTERNAL", "a fault of the coordinator", "its log has the cause");
            default -> Problem.of(status, "HTTP_" + status.code(), status.reasonPhrase(), "");
        };
    }
}
