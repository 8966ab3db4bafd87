package dev.muster.agent.install;

import dev.muster.agent.install.Origin.Remote;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Leads a response's body into a sink, or refuses it when its head says that it is not the file.
 *
 * <p>The body's value is that refusal; null when all went into the sink.
 */
final class SinkSubscriber implements HttpResponse.BodySubscriber<@Nullable Refusal> {

    private final BlobSink sink;
    private final @Nullable Refusal refusal;
    private final CompletableFuture<@Nullable Refusal> end = new CompletableFuture<>();
    private final AtomicReference<Flow.@Nullable Subscription> source = new AtomicReference<>();

    private SinkSubscriber(BlobSink sink, @Nullable Refusal refusal) {
        this.sink = sink;
        this.refusal = refusal;
    }

    static SinkSubscriber of(ResponseInfo head, Remote origin, BlobSink sink) {
        return new SinkSubscriber(sink, refusalOf(head, origin, sink));
    }

    private static @Nullable Refusal refusalOf(ResponseInfo head, Remote origin, BlobSink sink) {
        int status = head.statusCode();
        String where = origin.toString();
        if (status == 404 || status == 410) {
            return new Refusal.OfOrigin(
                    "ARTIFACT_NOT_FOUND", where + " is not there (" + status + ")", "check the mirror in the settings");
        }
        if (status == 401 || status == 403 || status == 407) {
            return new Refusal.OfOrigin(
                    "DOWNLOAD_REFUSED",
                    where + " is refused (" + status + ")",
                    "put user and password into the mirror's or the proxy's URL, or into settings.xml");
        }
        if (status != 200) { // A part (206) was not asked for: what is in it, nobody knows.
            return new Refusal.OfOrigin("DOWNLOAD_REFUSED", where + " is answered with " + status, Digests.HINT);
        }
        long announced = head.headers().firstValueAsLong("Content-Length").orElse(-1);
        if (announced > sink.bytesMax()) {
            String type = head.headers().firstValue("Content-Type").orElse("?");
            return new Refusal.OfOrigin(
                    "DOWNLOAD_TOO_LARGE",
                    where + " offers " + announced + " bytes of " + type + " instead of " + sink.bytesMax(),
                    Digests.HINT);
        }
        return null;
    }

    @Override
    public CompletionStage<@Nullable Refusal> getBody() {
        return end;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        source.set(subscription);
        if (refusal != null) {
            subscription.cancel();
            end.complete(refusal);
        } else {
            subscription.request(1);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        Flow.Subscription subscription = Objects.requireNonNull(source.get(), "onSubscribe comes first");
        try {
            for (ByteBuffer buffer : buffers) {
                sink.write(buffer);
            }
            subscription.request(1);
        } catch (Refusal e) {
            subscription.cancel();
            end.completeExceptionally(new SinkException(e));
        }
    }

    @Override
    public void onError(Throwable failure) {
        end.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        end.complete(null);
    }

    /** Carries a refusal through the client, which knows unchecked exceptions only. */
    static final class SinkException extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient Refusal refusal;

        SinkException(Refusal refusal) {
            super(refusal);
            this.refusal = refusal;
        }

        Refusal refusal() {
            return refusal;
        }
    }
}
