package dev.muster.coordinator.sessions;

import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.net.CloseReason;
import java.net.InetAddress;

/** Told of everybody who tries to connect and of what came of it; on any thread, and must not block. Times are monotonic. */
public interface AttemptListener {

    /** Nobody listens. */
    AttemptListener NONE = new AttemptListener() {
        @Override
        public void refused(HostName host, InetAddress address, Failure failure, long aheadMs, long nowMs) {
            // nobody listens
        }

        @Override
        public void welcomed(HostName host) {
            // nobody listens
        }

        @Override
        public void broken(InetAddress address, CloseReason reason, String detail, long nowMs) {
            // nobody listens
        }
    };

    /**
     * Somebody who said to be {@code host} was refused, as an agent or as one who wants a certificate.
     *
     * @param address that it came from
     * @param aheadMs how far its wall clock was ahead of ours; 0 when that is not known
     */
    void refused(HostName host, InetAddress address, Failure failure, long aheadMs, long nowMs);

    /** The agent of {@code host} was welcomed. */
    void welcomed(HostName host);

    /**
     * A connection ended before anybody said who is there.
     *
     * @param detail what the encryption says of it; empty where there is no more to say
     */
    void broken(InetAddress address, CloseReason reason, String detail, long nowMs);
}
