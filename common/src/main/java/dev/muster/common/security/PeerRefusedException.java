package dev.muster.common.security;

import dev.muster.common.model.Failure;
import java.security.cert.CertificateException;

/** Whoever is at the other end is not who was wanted. */
public final class PeerRefusedException extends CertificateException {

    private static final long serialVersionUID = 1L;

    private final transient Failure failure;

    PeerRefusedException(Failure failure) {
        super(failure.message());
        this.failure = failure;
    }

    /** What is wrong, and what to do. */
    public Failure failure() {
        return failure;
    }

    /** The one that {@code error} was caused by; null when it was something else. */
    public static @org.jspecify.annotations.Nullable PeerRefusedException in(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof PeerRefusedException refused) {
                return refused;
            }
        }
        return null;
    }
}
