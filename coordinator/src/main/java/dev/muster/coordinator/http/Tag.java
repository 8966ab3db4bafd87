package dev.muster.coordinator.http;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import dev.muster.coordinator.http.About.Answer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;

/**
 * An entity tag (RFC 9110, section 8.8.3): who has seen the answer with this tag need not be sent it again. Nothing of ours is
 * cached by browsers, so that it serves those who say {@code If-None-Match} themselves, as the web page does.
 *
 * @param text as it stands in the header
 */
record Tag(String text) {

    /** What a route says that answers with tags. */
    static final Answer UNCHANGED =
            new Answer(304, "", "", "Nothing has changed since the answer of the tag in If-None-Match.", Map.of());

    private static final int BYTES = 16;

    /** Of an answer whose bytes may differ while it says the same; {@code content} is what counts of it. */
    static Tag weak(byte[] content) {
        return new Tag("W/" + quoted(content));
    }

    /** Of an answer of exactly these bytes. */
    static Tag strong(byte[] content) {
        return new Tag(quoted(content));
    }

    /** Of what has a name that is never given to anything else. */
    static Tag exactly(String name) {
        return new Tag('"' + name + '"');
    }

    /** The answer, or that it has not changed. */
    HttpResponse json(RequestHeaders asked, byte[] document) {
        return answer(asked, MediaType.JSON_UTF_8, document);
    }

    /** The same of another type. */
    HttpResponse answer(RequestHeaders asked, MediaType type, byte[] document) {
        boolean known = isKnownTo(asked);
        ResponseHeadersBuilder headers = ResponseHeaders.builder(known ? HttpStatus.NOT_MODIFIED : HttpStatus.OK);
        headers.set(HttpHeaderNames.ETAG, text);
        if (known) {
            return HttpResponse.of(headers.build());
        }
        headers.contentType(type);
        return HttpResponse.of(headers.build(), HttpData.wrap(document));
    }

    /** Compared weakly, as the RFC wants it of {@code If-None-Match} (section 13.1.2). */
    private boolean isKnownTo(RequestHeaders asked) {
        return asked.getAll(HttpHeaderNames.IF_NONE_MATCH).stream()
                .flatMap(list -> Arrays.stream(list.split(",")))
                .map(String::strip)
                .anyMatch(tag -> tag.equals("*") || opaque(tag).equals(opaque(text)));
    }

    private static String opaque(String tag) {
        return tag.startsWith("W/") ? tag.substring(2) : tag;
    }

    private static String quoted(byte[] content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            return '"' + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, BYTES)) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
