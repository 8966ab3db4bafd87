package dev.muster.coordinator.http;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import java.util.function.Function;

/** Turns replies into responses. */
final class Answers {

    private Answers() {}

    static HttpResponse json(HttpStatus status, Object document) {
        return HttpResponse.of(status, MediaType.JSON_UTF_8, Json.bytes(document));
    }

    static <T> HttpResponse of(Reply<T> reply, Function<T, HttpResponse> done) {
        if (reply instanceof Reply.Done<T> answer) {
            return done.apply(answer.value());
        }
        Reply.Refused<T> refused = (Reply.Refused<T>) reply;
        return Problem.of(refused.why(), refused.failure()).response();
    }
}
