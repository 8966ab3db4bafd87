package dev.muster.coordinator.http;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import dev.muster.common.model.Failure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An error as RFC 9457 wants it, with our code and what to do next. */
@JsonPropertyOrder({"type", "title", "status", "detail", "code", "hint", "errors"})
record Problem(
        String type,
        String title,
        int status,
        String detail,
        String code,
        String hint,
        @Nullable List<String> errors) {

    private static final MediaType PROBLEM_JSON = MediaType.create("application", "problem+json");

    static Problem of(HttpStatus status, String code, String detail, String hint) {
        return new Problem(
                "urn:muster:problem:" + code, status.reasonPhrase(), status.code(), detail, code, hint, null);
    }

    static Problem of(Reply.Why why, Failure failure) {
        Problem problem = of(HttpStatus.valueOf(why.status()), failure.code(), failure.message(), failure.hint());
        return failure.detail().isEmpty() ? problem : problem.with(failure.detail());
    }

    /** The same with one line for each thing that is wrong. */
    private Problem with(List<String> lines) {
        return new Problem(type, title, status, detail, code, hint, lines);
    }

    static Problem badRequest(String code, String detail, String hint) {
        return of(HttpStatus.BAD_REQUEST, code, detail, hint);
    }

    AggregatedHttpResponse aggregated() {
        ResponseHeadersBuilder headers = ResponseHeaders.builder(HttpStatus.valueOf(status));
        headers.contentType(PROBLEM_JSON);
        if (status == HttpStatus.UNAUTHORIZED.code()) {
            headers.set(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer realm=\"muster\"");
        }
        return AggregatedHttpResponse.of(headers.build(), HttpData.wrap(Json.bytes(this)));
    }

    HttpResponse response() {
        return aggregated().toHttpResponse();
    }
}
