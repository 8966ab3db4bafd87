package dev.muster.agent.link;

import dev.muster.common.model.ClusterName;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.message.Message;
import dev.muster.common.model.message.Message.Enrol;
import dev.muster.common.model.message.Message.Enrolled;
import dev.muster.common.model.message.Message.Refused;
import dev.muster.common.model.trust.KeyPrint;
import dev.muster.common.model.trust.Secret;
import dev.muster.common.net.Client.Place;
import dev.muster.common.net.ConnectFailure;
import dev.muster.common.security.CoordinatorTrust;
import dev.muster.common.security.Credentials;
import dev.muster.common.security.OwnKeys;
import dev.muster.common.security.PeerRefusedException;
import dev.muster.common.security.SigningRequest;
import dev.muster.common.wire.Codec;
import dev.muster.common.wire.DecodeException;
import dev.muster.common.wire.Preamble;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Instant;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Asks one coordinator for this host's certificates, on a connection of its own. Blocks, within bounds. Nothing secret is said
 * before the coordinator has shown a certificate of the authority that is expected.
 */
public final class EnrolmentCall {

    private static final int CONNECT_MS = 5_000;
    private static final int READ_MS = 15_000;
    private static final int ANSWER_BYTES_MAX = 256 << 10;

    private final ClusterName cluster;
    private final HostName host;
    private final KeyPair keys;
    private final Set<KeyPrint> authorities;

    /**
     * @param keys of this host
     * @param authorities prints of the keys that sign the cluster's certificates
     */
    public EnrolmentCall(ClusterName cluster, HostName host, KeyPair keys, Set<KeyPrint> authorities) {
        this.cluster = cluster;
        this.host = host;
        this.keys = keys;
        this.authorities = Set.copyOf(authorities);
    }

    /** What came of it. */
    public sealed interface Result {
        /** Here they are. */
        record Done(Enrolled certificates) implements Result {}

        /** They are refused. */
        record No(Failure failure) implements Result {}

        /**
         * This coordinator cannot answer, or not now: another one may, or this one later.
         *
         * @param unreached why no connection came about; null when it has answered
         */
        record Later(Failure failure, @Nullable ConnectFailure unreached) implements Result {}
    }

    /** Joins with a token. */
    public Result join(Place place, String token, Secret secret) {
        return ask(place, token, secret, null);
    }

    /** Renews with the certificate that this host has. */
    public Result renew(Place place, Credentials current) {
        return ask(place, "", new Secret(""), current);
    }

    private Result ask(Place place, String token, Secret secret, @Nullable Credentials current) {
        SigningRequest request = SigningRequest.of(keys, cluster, host);
        try (SSLSocket socket = connect(place, current)) {
            Enrol enrol = new Enrol(cluster, host, token, secret, request.publicKey(), request.proof());
            OutputStream out = socket.getOutputStream();
            out.write(Preamble.bytes());
            out.write(new Codec().encode(enrol));
            out.flush();
            return answer(new DataInputStream(socket.getInputStream()));
        } catch (IOException | GeneralSecurityException | DecodeException e) {
            PeerRefusedException refused = PeerRefusedException.in(e);
            return refused != null
                    ? new Result.No(refused.failure())
                    : new Result.Later(
                            Failure.of(
                                    "COORDINATOR_AWAY",
                                    place + ": " + e.getMessage(),
                                    "On a coordinator host run the same start. Starting the hosts in any order is fine."),
                            ConnectFailure.of(place, e));
        }
    }

    private SSLSocket connect(Place place, @Nullable Credentials current) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(
                current == null ? null : new KeyManager[] {new OwnKeys(() -> current)},
                new TrustManager[] {new CoordinatorTrust(() -> authorities, Instant::now)},
                null);
        Socket plain = new Socket();
        try {
            plain.connect(new InetSocketAddress(place.host(), place.port()), CONNECT_MS);
            plain.setSoTimeout(READ_MS);
            SSLSocket socket =
                    (SSLSocket) context.getSocketFactory().createSocket(plain, place.host(), place.port(), true);
            socket.startHandshake();
            return socket;
        } catch (IOException e) {
            plain.close();
            throw e;
        }
    }

    private static Result answer(DataInputStream in) throws IOException, DecodeException {
        byte[] preamble = new byte[Preamble.BYTES];
        in.readFully(preamble);
        if (Preamble.judge(preamble) != Preamble.Verdict.OURS) {
            throw new IOException("a Muster of another version answers");
        }
        int length = in.readInt();
        if (length < 0 || length > ANSWER_BYTES_MAX) {
            throw new IOException("an answer of " + length + " bytes");
        }
        byte[] body = new byte[length];
        in.readFully(body);
        Message answer = new Codec().decodeFromCoordinator(body);
        if (answer instanceof Enrolled enrolled) {
            return new Result.Done(enrolled);
        }
        if (answer instanceof Refused refused) {
            return refused.permanent() ? new Result.No(refused.failure()) : new Result.Later(refused.failure(), null);
        }
        throw new IOException("an answer that has no place there");
    }
}
