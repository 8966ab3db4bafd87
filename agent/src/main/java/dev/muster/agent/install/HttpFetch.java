package dev.muster.agent.install;

import dev.muster.agent.install.InstallSettings.Timing;
import dev.muster.agent.install.Origin.Remote;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Fetches one file from a server into a sink; gives up on a server that stalls. */
final class HttpFetch {

    /** Less than this within a stall time-out counts as nothing: a server that drips is as bad as a silent one. */
    static final long STALL_BYTES_MIN = 4096;

    private static final int REDIRECTS_MAX = 5;
    private static final int TICKS = 20;

    private final HttpClient client;
    private final Timing timing;

    HttpFetch(EnvironmentProxies proxies, Timing timing) {
        this.timing = timing;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofMillis(timing.connectMs()))
                // Followed by hand: the client would carry the authorization of one host to another.
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(proxies);
        // With an authenticator a server's 401 becomes an exception; so there is one only when a proxy needs it.
        proxies.authenticator().ifPresent(builder::authenticator);
        this.client = builder.build();
    }

    /**
     * Blocks until all bytes went to the sink.
     *
     * @param canceled when true, the fetch ends soon
     * @throws Refusal.OfOrigin when this server will not serve it
     * @throws IOException when a next attempt may go better
     */
    void fetch(Remote origin, BlobSink sink, AtomicBoolean canceled) throws Refusal, IOException {
        Remote next = origin;
        for (int redirects = 0; redirects <= REDIRECTS_MAX; redirects++) {
            HttpResponse<@Nullable Refusal> response = exchange(next, sink, canceled);
            if (!isRedirect(response.statusCode())) {
                check(next, response);
                return;
            }
            next = redirected(next, response);
        }
        throw new Refusal.OfOrigin("DOWNLOAD_REFUSED", origin + " is redirected again and again", Digests.HINT);
    }

    private HttpResponse<@Nullable Refusal> exchange(Remote origin, BlobSink sink, AtomicBoolean canceled)
            throws Refusal, IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(origin.uri()).GET().header("User-Agent", "muster");
        if (origin.authorization() != null) {
            request.header("Authorization", origin.authorization());
        }
        return await(client.sendAsync(request.build(), head -> SinkSubscriber.of(head, origin, sink)), sink, canceled);
    }

    /** Waits in ticks, so that a stall and a cancellation are both seen. */
    private <T> T await(CompletableFuture<T> response, BlobSink sink, AtomicBoolean canceled)
            throws Refusal, IOException {
        long tickMs = Math.max(1, timing.stallMs() / TICKS);
        long seen = sink.received();
        int quietTicks = 0;
        try {
            while (true) {
                try {
                    return response.get(tickMs, TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    quietTicks++;
                }
                if (canceled.get()) {
                    throw Downloads.canceled();
                }
                if (sink.received() - seen >= STALL_BYTES_MIN) {
                    seen = sink.received();
                    quietTicks = 0;
                } else if (quietTicks >= TICKS) {
                    throw new IOException("it stalled for " + timing.stallMs() + " ms after " + seen + " bytes");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Downloads.canceled();
        } catch (ExecutionException e) {
            throw unwrapped(e.getCause());
        } finally {
            response.cancel(true);
        }
    }

    private static IOException unwrapped(@Nullable Throwable cause) throws Refusal {
        if (cause instanceof SinkSubscriber.SinkException sinkFailure) {
            throw sinkFailure.refusal();
        }
        if (cause instanceof IOException io) {
            return io;
        }
        return new IOException(String.valueOf(cause), cause);
    }

    private static boolean isRedirect(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    private static Remote redirected(Remote from, HttpResponse<?> response) throws Refusal {
        URI to;
        try {
            to = from.uri().resolve(response.headers().firstValue("Location").orElse(""));
        } catch (IllegalArgumentException e) {
            throw new Refusal.OfOrigin("DOWNLOAD_REFUSED", from + " redirects to no address", Digests.HINT);
        }
        boolean safe = "https".equals(to.getScheme())
                || ("http".equals(to.getScheme()) && "http".equals(from.uri().getScheme()));
        if (!safe || to.getHost() == null || to.getUserInfo() != null) {
            throw new Refusal.OfOrigin("DOWNLOAD_REFUSED", from + " redirects to " + to, Digests.HINT);
        }
        boolean sameHost = to.getHost().equals(from.uri().getHost())
                && to.getPort() == from.uri().getPort();
        return new Remote(to, sameHost ? from.authorization() : null);
    }

    /** The subscriber has refused the body already when the answer is no file; here it becomes a failure. */
    private static void check(Remote origin, HttpResponse<@Nullable Refusal> response) throws Refusal, IOException {
        int status = response.statusCode();
        if (status == 408 || status == 429 || status >= 500) {
            throw new IOException("the server answers " + status);
        }
        @Nullable Refusal refusal = response.body();
        if (refusal != null) {
            throw refusal;
        }
    }
}
